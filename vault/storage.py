"""Files at rest: encrypted while they stream to any django-storages backend."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, BinaryIO, Self, cast

import tink
from django.conf import settings
from django.core.files import File
from django.core.files.storage import Storage, storages
from tink.streaming_aead import StreamingAead

from vault.exceptions import CiphertextCorrupt, StoredFileMissing

CHUNK = 1 << 20


def documents_storage() -> Storage:
    """Return the backend that holds ciphertext (STORAGES["documents"])."""
    return storages["documents"]


class SealedWriter:
    """Encrypts and hashes what is written, into a spool that never holds plaintext; then stores it.

    Use as a context manager; without `store()` nothing is kept.
    """

    def __init__(self, primitive: StreamingAead, associated_data: bytes) -> None:
        """Open a spool beside the storage, so that storing on a file system is a rename."""
        spool_dir = Path(settings.VAULT_SPOOL_DIR)
        spool_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, self._path = tempfile.mkstemp(prefix="sealing-", dir=spool_dir)
        self._spool: IO[bytes] = os.fdopen(descriptor, "wb")
        self._sink: BinaryIO = primitive.new_encrypting_stream(self._spool, associated_data)
        self._hash = hashlib.sha256()
        self.size = 0

    def write(self, chunk: bytes) -> None:
        """Take the next piece of plaintext."""
        self._hash.update(chunk)
        self.size += len(chunk)
        self._sink.write(chunk)

    @property
    def sha256(self) -> str:
        """The hash of the plaintext so far, in hex."""
        return self._hash.hexdigest()

    def store(self, key: str) -> None:
        """Finish the ciphertext and hand it to the storage under `key`.

        Raises:
            OSError: the storage is full or unreachable; nothing is stored then.
        """
        self._sink.close()  # writes the last segment and closes the spool, fsync follows below
        with Path(self._path).open("rb") as ciphertext:
            os.fsync(ciphertext.fileno())
            stored = _save(key, _Spooled(ciphertext, name=self._path))
        if stored != key:
            # A storage that renames would leave the row pointing at somebody else's file.
            documents_storage().delete(stored)
            raise FileExistsError(f"The storage already holds {key}.")

    def __enter__(self) -> Self:
        """Return the writer."""
        return self

    def __exit__(self, *exc_info: object) -> None:
        """Remove what is left of the spool."""
        with contextlib.suppress(Exception):
            # Closing twice or after a failed write may raise; the spool is thrown away all the same.
            self._sink.close()
        self._spool.close()
        Path(self._path).unlink(missing_ok=True)


def _save(key: str, content: _Spooled) -> str:
    try:
        return str(documents_storage().save(key, content))
    except OSError:
        raise
    except Exception as error:
        # Each backend fails in its own way (botocore's errors are no OSError); to callers it is one thing.
        raise OSError(f"the storage failed with {type(error).__name__}") from error


class _Spooled(File):  # type: ignore[type-arg]  # generic only to the type checker
    """A file that tells FileSystemStorage where it is, so that it is moved and not copied."""

    def temporary_file_path(self) -> str:
        return str(self.name)


def sealed_open(primitive: StreamingAead, key: str, associated_data: bytes) -> BinaryIO:
    """Return a readable stream of the plaintext stored under `key`.

    Reading raises `CiphertextCorrupt` where the ciphertext does not authenticate: no unverified byte
    is ever given out.

    Raises:
        StoredFileMissing: there is no such file.
    """
    try:
        source = documents_storage().open(key, "rb")
    except FileNotFoundError as error:
        raise StoredFileMissing(f"The storage holds no file {key}.") from error
    plain = primitive.new_decrypting_stream(cast(BinaryIO, source.file), associated_data)
    return cast(BinaryIO, io.BufferedReader(cast(io.RawIOBase, _Verified(plain)), CHUNK))


class _Verified(io.RawIOBase):
    """Turns Tink's errors into ours."""

    def __init__(self, plain: BinaryIO) -> None:
        self._plain = plain

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(cast(bytearray, buffer))
        try:
            data = self._plain.read(len(view))
        except (tink.TinkError, OSError) as error:
            raise CiphertextCorrupt("The stored file does not authenticate: it was altered.") from error
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._plain.close()
        super().close()


def sealed_chunks(primitive: StreamingAead, key: str, associated_data: bytes) -> Iterator[bytes]:
    """Yield the plaintext stored under `key` in pieces of at most 1 MiB; raises as `sealed_open`."""
    with sealed_open(primitive, key, associated_data) as stream:
        while chunk := stream.read(CHUNK):
            yield chunk


def sealed_write(primitive: StreamingAead, key: str, associated_data: bytes, content: bytes) -> str:
    """Encrypt `content`, store it under `key` and return its SHA-256 in hex."""
    with SealedWriter(primitive, associated_data) as writer:
        writer.write(content)
        writer.store(key)
        return writer.sha256
