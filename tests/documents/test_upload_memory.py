"""A large upload takes no more memory than a small one, while it arrives and while it is put together."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.utils import timezone

from documents import services
from documents.models import Document
from documents.upload_finishing import upload_finish

pytestmark = pytest.mark.django_db

MIB = 1024**2
SIZE = 160 * MIB
MOST_MIB = 48  # beside what one piece of 16 MiB may take; the file itself is three times that


def _own_mib() -> float:
    """Return the memory of this process that no file lies behind."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("RssAnon:")[1].split()[0]) / 1024


@contextmanager
def _rise() -> Iterator[list[float]]:
    """Look a hundred times a second how far memory rises; the list holds the most."""
    before, most, is_over = _own_mib(), [0.0], threading.Event()

    def _look() -> None:
        while not is_over.wait(0.01):
            most[0] = max(most[0], _own_mib() - before)

    looking = threading.Thread(target=_look)
    looking.start()
    try:
        yield most
    finally:
        is_over.set()
        looking.join()


def _noise(size: int) -> Iterator[bytes]:
    yield b"%PDF-1.7\n%" + b"x" * (MIB - 10)
    for number in range(1, size // MIB):
        yield number.to_bytes(4) * (MIB // 4)


def test_memory_stays_flat_while_a_large_file_arrives_and_becomes_a_document(owner):
    at = timezone.now()
    upload = services.upload_open(actor=owner, file_name="large.pdf", length=SIZE, case=None, at=at)

    with _rise() as arriving:
        services.upload_append(actor=owner, upload=upload, offset=0, source=_noise(SIZE), at=at)
    with _rise() as finishing:
        upload_finish(upload.pk, at=at)

    document = Document.objects.get()
    assert document.versions.get().size == SIZE
    assert arriving[0] < MOST_MIB
    assert finishing[0] < MOST_MIB
