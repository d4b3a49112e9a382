"""The confined process: what it may not do, and what becomes of a file when it dies."""

import os
import pickle
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from documents.reading import sandbox
from documents.reading.sandbox import Sandbox
from documents.reading.types import Classified, DocumentType, Format, PageText, Reading, Step, TextSource
from tests.documents.reading.paper import lines, pdf

pytestmark = pytest.mark.slow

LETTER = pdf(lines("Dear customer", "thank you"))
# A child that does as the file says: what a program that took the reader over could do.
STAND_IN = """
import os, pickle, signal, socket, sys, time
from documents.reading import child
from documents.reading.types import Format, PageText, Reading, TextSource

def read(content, name, checkpoint, beat, seconds):
    page = PageText(1, 1, 1, (), "kept", TextSource.TEXT_LAYER)
    word, _, rest = content.decode().partition(" ")
    if rest == "late":
        checkpoint(Reading(Format.TEXT, "text/plain", pages=(page,)))
    if word == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if word == "hang":
        time.sleep(60)
    if word == "spin":
        began = time.process_time()
        while time.process_time() < began + 30:
            sum(range(500_000))
            if rest == "alive":
                beat()
            if rest == "alive" and time.process_time() > began + 1:
                break
    if word == "evil":
        return Evil()
    if word == "memory":
        bytearray(5 * 1024**3)
    if word == "write":
        os.write(os.memfd_create("x"), b"x")
    if word == "connect":
        socket.create_connection(("127.0.0.1", int(rest)), 5)
    if word == "secrets":
        return Reading(Format.TEXT, " ".join(sorted(os.environ)))
    if word == "files":
        for _ in range(200):
            os.dup(1)
    return Reading(Format.TEXT, str(os.getpid()))

class Evil:
    def __reduce__(self):
        return (os.system, ("touch taken-over",))

class Told(Exception):
    pass

def told(content, name, **others):
    try:
        return read(content, name, **others)
    except BaseException as error:
        return Reading(Format.TEXT, type(error).__name__)

import socket as sockets
channel = sockets.socket(fileno=int(sys.argv[1]))
os.set_blocking(2, False)
child.confine(int(sys.argv[2]))
child.serve(channel, told)
"""


@pytest.fixture
def reader() -> Iterator[Sandbox]:
    box = Sandbox()
    yield box
    box.close()


@pytest.fixture
def puppet(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, reader: Sandbox) -> Sandbox:
    """Return a sandbox whose child obeys the file."""
    (tmp_path / "puppet.py").write_text(STAND_IN, encoding="utf-8")
    usual, path = sandbox.child_environment, f"{tmp_path}:{sandbox.ROOT}"
    monkeypatch.setattr(sandbox, "_CHILD", "puppet")
    monkeypatch.setattr(sandbox, "child_environment", lambda: {**usual(), "PYTHONPATH": path})
    monkeypatch.chdir(tmp_path)
    return reader


def pid(reader: Sandbox) -> int:
    assert reader._child is not None
    return reader._child.process.pid


def test_a_file_is_read_in_another_process(reader: Sandbox) -> None:
    reading = reader.read(LETTER, "letter.pdf")

    assert reading.pages[0].text == "Dear customer\nthank you"
    assert len(reading.images) == 1
    assert pid(reader) != os.getpid()


def test_a_file_is_handed_over_as_a_descriptor_and_the_child_stays_warm(reader: Sandbox) -> None:
    descriptor = os.memfd_create("plain")
    os.write(descriptor, LETTER)

    first = reader.read(descriptor, "letter.pdf")
    before = pid(reader)
    second = reader.read(descriptor, "letter.pdf")
    os.close(descriptor)

    assert pid(reader) == before
    assert (first.pages, first.images) == (second.pages, second.images)


def test_a_crash_is_a_failure_that_names_the_signal(puppet: Sandbox) -> None:
    reading = puppet.read(b"crash", "a.txt")

    assert reading.failure_code == "crashed"
    assert "the process was ended by SIGSEGV" in reading.failure
    assert puppet.read(b"fine", "b.txt").failure == ""


def test_a_crash_keeps_what_was_known(puppet: Sandbox) -> None:
    reading = puppet.read(b"crash late", "a.txt")

    assert reading.pages[0].text == "kept"
    assert reading.failure == ""
    assert reading.problems == (
        "Reading was not finished: the process was ended by SIGSEGV. What was found until then is kept.",
    )


def test_a_file_is_not_blamed_for_a_child_that_others_wore_out(puppet: Sandbox) -> None:
    worn = puppet.read(b"fine", "a.txt").mime
    os.kill(int(worn), signal.SIGSTOP)  # so that it dies only once it has been asked
    threading.Timer(0.5, os.kill, (int(worn), signal.SIGKILL)).start()

    reading = puppet.read(b"fine", "b.txt")

    assert reading.failure == ""
    assert reading.mime != worn


def test_a_file_that_takes_too_long_is_given_up(puppet: Sandbox) -> None:
    puppet.read(b"fine", "a.txt")
    start = time.monotonic()

    reading = puppet.read(b"hang", "a.txt", timeout=1)

    assert time.monotonic() - start < 5
    assert reading.failure_code == "timeout"
    assert reading.failure.startswith("Reading was given up: it took longer than 1 seconds.")
    assert puppet.read(b"hang late", "a.txt", timeout=1).pages[0].text == "kept"


def test_a_child_that_computes_and_gets_nowhere_is_given_up(
    puppet: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "STALLED", 0.5)
    monkeypatch.setattr(sandbox, "WAIT", 0.1)

    assert puppet.read(b"spin alive", "a.txt").failure == ""
    reading = puppet.read(b"spin", "a.txt")

    assert reading.failure_code == "timeout"


def test_who_waits_is_told_again_and_again_and_may_refuse(
    puppet: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "WAIT", 0.05)
    told: list[float] = []

    def on_wait() -> None:
        told.append(time.monotonic())
        if len(told) > 20:
            raise KeyError("the lease is lost")

    with pytest.raises(KeyError, match="the lease is lost"):
        puppet.read(b"hang", "a.txt", on_wait=on_wait)

    assert len(told) == 21
    assert puppet.read(b"fine", "b.txt").failure == ""


def test_an_answer_that_is_no_reading_is_not_believed(puppet: Sandbox) -> None:
    reading = puppet.read(b"evil", "a.txt")

    assert reading.failure_code == "crashed"
    assert "its answer made no sense" in reading.failure
    assert not Path("taken-over").exists()


def test_everything_a_reading_holds_passes_and_nothing_else() -> None:
    reading = Reading(
        Format.PDF,
        "application/pdf",
        pages=(PageText(1, 1.0, 1.0, (), "", TextSource.OCR),),
        classified=Classified(DocumentType.RECEIPT, 0.5, "m"),
        steps=(Step("sniff", 0.1),),
    )

    assert sandbox._load(pickle.dumps(reading)) == reading
    for other in (os.getcwd, struct.Struct, Path("x"), subprocess.Popen, [reading]):
        with pytest.raises(sandbox._Lost):
            sandbox._load(pickle.dumps(other))


@pytest.mark.parametrize(
    ("deed", "refusal"),
    [(b"memory", "MemoryError"), (b"write", "OSError"), (b"files", "OSError")],
)
def test_the_child_may_not(puppet: Sandbox, deed: bytes, refusal: str) -> None:
    assert puppet.read(deed, "a.txt").mime == refusal


def test_the_child_has_no_network(puppet: Sandbox) -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]

    reading = puppet.read(b"connect %d" % port, "a.txt")

    listener.close()
    assert reading.mime in ("OSError", "ConnectionRefusedError")


def test_the_child_knows_no_secrets(puppet: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://user:password@host/name")

    names = puppet.read(b"secrets", "a.txt").mime.split()

    assert set(names) <= {
        *sandbox._PASSED_ON,
        "LC_CTYPE",
        "MKL_NUM_THREADS",
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "PYTHONDONTWRITEBYTECODE",
        "PYTHONPATH",
        "PYTHONUTF8",
    }


def test_a_child_is_replaced_after_so_many_files_or_when_it_has_grown(puppet: Sandbox) -> None:
    puppet._files = 2
    first, second, third = (puppet.read(b"fine", "a.txt").mime for _ in range(3))
    assert first == second != third

    puppet._grown = 1
    assert puppet.read(b"fine", "a.txt").mime == third
    assert puppet._child is None


def test_the_child_dies_with_its_parent(tmp_path: Path) -> None:
    script = (
        "import os, time\nfrom documents.reading.sandbox import Sandbox\n"
        "box = Sandbox()\nbox.read(b'hello', 'a.txt')\n"
        "os.kill(box._child.process.pid, 19)\n"  # stopped: it cannot notice by itself
        "print(box._child.process.pid, flush=True)\ntime.sleep(60)\n"
    )
    (tmp_path / "parent.py").write_text(script, encoding="utf-8")
    parent = subprocess.Popen(
        [sys.executable, tmp_path / "parent.py"],
        cwd=sandbox.ROOT,
        env={**os.environ, "PYTHONPATH": str(sandbox.ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    orphan = int(parent.stdout.readline())

    parent.kill()
    parent.wait()
    parent.stdout.close()

    deadline = time.monotonic() + 10
    while _alive(orphan) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _alive(orphan)


def _alive(process: int) -> bool:
    try:
        status = Path(f"/proc/{process}/stat").read_text(encoding="ascii")
    except OSError:
        return False
    return status.rsplit(")", 1)[1].split()[0] != "Z"


def test_a_process_that_cannot_start_is_no_fault_of_the_file(
    reader: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "_CHILD", "no.such.module")

    with pytest.raises(sandbox.SandboxError, match="did not start"):
        reader.read(LETTER, "letter.pdf")
