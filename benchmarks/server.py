"""A server as `make run` starts it, in a folder of its own, and a client that is signed in."""

from __future__ import annotations

import base64
import http.client
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from django_otp.oath import totp

START_SECONDS = 900.0  # a first start on a machine that does other things
STOP_SECONDS = 300.0
ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    headers: dict[str, str]
    content: bytes


class Client:
    """One kept-alive connection to the API."""

    def __init__(self, port: int, environment: Mapping[str, str]) -> None:
        """Connect; the environment is what the server runs in."""
        self.port = port
        self.environment = environment
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.token = ""

    @property
    def mark(self) -> str:
        """What stands in the command or the environment of each of the server's processes."""
        return self.environment["MUNIMENT_VAR"]

    def sign_in(self, email: str, password: str) -> None:
        """Take an access token; an account without a second factor gets an app first."""
        answer = self._post("login", {"email": email, "password": password})
        self.token = answer["access"]
        if answer["mfa"] == "enrol":
            secret = self._post("mfa/totp", {})["secret"]
            self.token = self._post("mfa/totp/confirm", {"code": code_of(secret)})["access"]

    def _post(self, path: str, body: dict[str, str]) -> Any:
        return self.call("POST", f"/api/v1/auth/{path}", json.dumps(body).encode(), "application/json")

    def upload(self, name: str, content: bytes) -> tuple[dict[str, Any], float]:
        """Send a file; return the answer and the seconds it took."""
        boundary = uuid4().hex
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        body = head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
        started = time.perf_counter()
        answer = self.call("POST", "/api/v1/documents", body, f"multipart/form-data; boundary={boundary}")
        return answer, time.perf_counter() - started

    def ask(self, method: str, path: str, body: Any = b"", headers: dict[str, str] | None = None) -> Answer:
        """Send one request with headers of its own.

        Raises:
            RuntimeError: the answer is a refusal.
        """
        signed = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        self._connection.request(method, path, body or None, signed | (headers or {}))
        response = self._connection.getresponse()
        content = response.read()
        if response.status >= 400:
            raise RuntimeError(f"{method} {path}: {response.status} {content[:300]!r}")
        return Answer(dict(response.headers), content)

    def call(self, method: str, path: str, body: bytes = b"", kind: str = "") -> Any:
        """Send one request and return its JSON.

        Raises:
            RuntimeError: the answer is a refusal.
        """
        return json.loads(self.ask(method, path, body, {"Content-Type": kind} if kind else {}).content)


def code_of(secret: str) -> str:
    """Return what an authenticator app would show now."""
    return f"{totp(base64.b32decode(secret)):06d}"


@contextmanager
def served(kept: Path | None = None) -> Iterator[Client]:
    """Serve in a temporary folder while the block runs; gives a client signed in as the administrator.

    Args:
        kept: a folder to serve from instead, which stays; the client is signed in as somebody then.
    """
    port = _free_port()
    with ExitStack() as held:
        folder = kept or held.enter_context(tempfile.TemporaryDirectory(prefix="muniment-bench-"))
        Path(folder).mkdir(parents=True, exist_ok=True)
        environment = {
            **os.environ,
            "MUNIMENT_VAR": f"{folder}/var",
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "MFA_REQUIRED": "false",  # nobody is there to show one
        }
        command = [sys.executable, "manage.py", "serve", "--port", str(port)]
        log = Path(folder) / "serve.out"
        with log.open("wb") as output:
            process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
        try:
            _wait(lambda: _is_up(port), START_SECONDS, log)
            client = Client(port, environment)
            if password := re.search(r"^\s+password\s+(\S+)$", log.read_text(), re.MULTILINE):
                client.sign_in("admin@example.com", password[1])
            else:  # told at the first start only
                client.token = people(client, 1)[0]
            yield client
        finally:
            process.terminate()
            process.wait(timeout=STOP_SECONDS)


def all_read(client: Client, seconds: float = 600) -> None:
    """Wait until nothing is left to read."""
    query = "/api/v1/documents?status=received&status=reading&page_size=1"
    _wait(lambda: not client.call("GET", query)["results"], seconds, None)


def people(client: Client, count: int) -> list[str]:
    """Return the tokens of so many people who are signed in."""
    command = [sys.executable, "-m", "benchmarks.people", str(count)]
    said = subprocess.run(
        command, cwd=ROOT, env=client.environment, stdout=subprocess.PIPE, text=True, check=True
    )
    line = next(line for line in said.stdout.splitlines() if line.startswith("TOKENS "))
    tokens: list[str] = json.loads(line.removeprefix("TOKENS "))
    return tokens


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _is_up(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/health/live")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _wait(condition: Any, seconds: float, log: Path | None) -> None:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(log.read_text()[-2000:] if log else "it took too long")
        time.sleep(0.2)
