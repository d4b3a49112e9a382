"""Kill -9 the web server between the chunks of an upload and in the middle of one: it goes on where it was."""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from typing import Any, cast
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from documents import selectors
from documents.models import Document, Upload
from tests.database import worker_environment
from tests.factories import signed_in

PART = 16 * 1024**2
SIZE = 40 * 1024**2


class Web:
    """A web server of our own on the test's database, to be killed."""

    def __init__(self, log):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.log, self.process = log, cast("Any", None)

    def start(self):
        environment = worker_environment()
        command = [sys.executable, "-m", "gunicorn", "config.wsgi:application", "--threads", "4"]
        command += ["--config", "config/gunicorn.py", "--bind", f"127.0.0.1:{self.port}"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                cwd=settings.BASE_DIR,
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        end = time.monotonic() + 300
        while time.monotonic() < end:
            with contextlib.suppress(OSError):
                if self.ask("GET", "/health/live")[0] == 200:
                    return
            time.sleep(0.1)
        pytest.fail(self.log.read_text()[-2000:])

    def kill(self):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def ask(self, method, address, body=b"", **headers):
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
        line.request(method, address, body or None, {k.replace("_", "-"): v for k, v in headers.items()})
        response = line.getresponse()
        response.read()
        line.close()
        return response.status, response.headers


@pytest.fixture
def web(tmp_path):
    server = Web(tmp_path / "web.log")
    server.start()
    yield server
    server.kill()


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.django_db(transaction=True)
def test_an_upload_survives_two_kills_of_the_web_server(owner, web):
    content = _pdf(SIZE)
    tus = {"Authorization": f"Bearer {signed_in(owner).access}", "Tus_Resumable": "1.0.0"}
    chunk = {**tus, "Content_Type": "application/offset+octet-stream"}
    status, opened = web.ask("POST", "/api/v1/uploads", Upload_Length=str(SIZE), **tus)
    assert status == 201, web.log.read_text()[-2000:]
    address = urlsplit(opened["Location"]).path

    first = content[: 4 * 1024**2]
    assert web.ask("PATCH", address, first, Upload_Offset="0", **chunk)[0] == 204
    web.kill()  # between chunks
    web.start()
    assert web.ask("HEAD", address, **tus)[1]["Upload-Offset"] == str(len(first))

    rest = content[len(first) :]
    half = http.client.HTTPConnection("127.0.0.1", web.port, timeout=300)
    half.putrequest("PATCH", address)
    sent = {**chunk, "Upload_Offset": str(len(first)), "Content_Length": str(len(rest))}
    for name, value in sent.items():
        half.putheader(name.replace("_", "-"), value)
    half.endheaders()
    half.send(rest[: PART + 3 * 1024**2])
    _wait(lambda: Upload.objects.get().offset == len(first) + PART)
    web.kill()  # in the middle of one
    half.close()
    web.start()
    stands = int(web.ask("HEAD", address, **tus)[1]["Upload-Offset"])
    assert stands == len(first) + PART

    assert web.ask("PATCH", address, content[stands:], Upload_Offset=str(stands), **chunk)[0] == 204
    document = Document.objects.get()
    stored = hashlib.sha256()
    for piece in selectors.content_chunks(document, selectors.version_newest(document)):
        stored.update(piece)
    assert stored.hexdigest() == hashlib.sha256(content).hexdigest()


def _wait(condition, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.1)
    pytest.fail("it took too long")


def _pdf(size):
    """A file that begins as a PDF does, and noise that nothing compresses."""
    return b"%PDF-1.7\n%" + os.urandom(size - 10)
