"""Reading part of a sealed file: Tink's format is cut into segments that authenticate one by one.

The Python binding of Tink opens streams from their beginning only; this opens any segment of the same files.
Source: Tink, "AES-GCM-HKDF Streaming AEAD" wire format (developers.google.com/tink/streaming-aead).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, cast

import tink
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from tink import secret_key_access
from tink.proto import aes_gcm_hkdf_streaming_pb2 as streaming
from tink.proto import common_pb2, tink_pb2

from vault.exceptions import CiphertextCorrupt, StoredFileMissing
from vault.storage import documents_storage

_TAG = 16
_PREFIX = 7
_HASHES: dict[int, Callable[[], hashes.HashAlgorithm]] = {
    common_pb2.HashType.SHA1: hashes.SHA1,
    common_pb2.HashType.SHA256: hashes.SHA256,
    common_pb2.HashType.SHA512: hashes.SHA512,
}
_ALTERED = "The stored file does not authenticate: it was altered."


@dataclass(frozen=True, slots=True)
class StreamKey:
    """One key of a keyset, as its file's header makes it usable."""

    material: bytes = field(repr=False)
    segment: int
    size: int
    hash: Callable[[], hashes.HashAlgorithm]

    @property
    def header(self) -> int:
        """Bytes before the first segment: their own length, the salt and the nonce's prefix."""
        return 1 + self.size + _PREFIX

    def ciphertext_size(self, plain: int) -> int:
        """Return how long the file of so much plaintext is."""
        return self.header + plain + _TAG * self.segments(plain)

    def segments(self, plain: int) -> int:
        """Return how many segments so much plaintext takes."""
        first = self.segment - self.header - _TAG
        return 1 if plain <= first else 1 - (-(plain - first) // (self.segment - _TAG))

    def place(self, number: int) -> tuple[int, int]:
        """Return where a segment begins in the plaintext and in the ciphertext."""
        if number == 0:
            return 0, self.header
        return number * (self.segment - _TAG) - self.header, number * self.segment

    def number_of(self, offset: int) -> int:
        """Return the segment that holds this byte of the plaintext."""
        return (offset + self.header) // (self.segment - _TAG)


def keys_of(handle: tink.KeysetHandle) -> list[StreamKey]:
    """Return the streaming keys of a keyset."""
    raw = tink.proto_keyset_format.serialize(handle, secret_key_access.TOKEN)
    found = []
    for key in tink_pb2.Keyset.FromString(raw).key:
        parsed = streaming.AesGcmHkdfStreamingKey.FromString(key.key_data.value)
        params = parsed.params
        found.append(
            StreamKey(
                parsed.key_value,
                params.ciphertext_segment_size,
                params.derived_key_size,
                _HASHES[params.hkdf_hash_type],
            )
        )
    return found


def sealed_part(
    keys: list[StreamKey], name: str, associated_data: bytes, *, start: int, stop: int, size: int
) -> Iterator[bytes]:
    """Yield the plaintext bytes from `start` up to but not including `stop`, a segment at a time.

    Args:
        keys: of the file's keyset (`vault.services.files_segments`).
        name: under which it is stored.
        associated_data: what it is bound to.
        start: first byte, from 0.
        stop: first byte that is not wanted; at most `size`.
        size: of the whole plaintext; it tells how long the file must be, so that none is cut unseen.

    Raises:
        StoredFileMissing: there is no such file.
        CiphertextCorrupt: it was altered, cut, or belongs elsewhere; no byte of it is given out.
    """
    try:
        source = cast(BinaryIO, documents_storage().open(name, "rb"))
    except FileNotFoundError as error:
        raise StoredFileMissing(f"The storage holds no file {name}.") from error
    with source:
        reader = _Reader(source, keys, associated_data, size, documents_storage().size(name))
        first, last = reader.key.number_of(start), reader.key.number_of(max(start, stop - 1))
        for number in range(first, last + 1):
            begins = reader.key.place(number)[0]
            yield reader.segment(number)[max(0, start - begins) : stop - begins]


class _Reader:
    """An open sealed file with the key that fits."""

    def __init__(
        self, source: BinaryIO, keys: list[StreamKey], associated_data: bytes, size: int, stored: int
    ) -> None:
        self._source, self._size = source, size
        for key in keys:
            if key.ciphertext_size(size) != stored:
                continue
            self.key = key
            header = source.read(key.header)
            if len(header) == key.header and header[0] == key.header:
                self._aead = AESGCM(self._derive(header[1:-_PREFIX], associated_data))
                self._prefix = header[-_PREFIX:]
                if len(keys) == 1 or self._fits():
                    return
            source.seek(0)
        raise CiphertextCorrupt(_ALTERED)

    def segment(self, number: int) -> bytes:
        """Return one segment, authenticated as that segment of a file of this length."""
        is_last = number == self.key.segments(self._size) - 1
        self._source.seek(self.key.place(number)[1])
        length = self.key.segment - (self.key.header if number == 0 else 0)
        nonce = self._prefix + number.to_bytes(4, "big") + bytes([is_last])
        try:
            return self._aead.decrypt(nonce, self._source.read(length), b"")
        except InvalidTag as error:
            raise CiphertextCorrupt(_ALTERED) from error

    def _fits(self) -> bool:
        try:
            self.segment(0)
        except CiphertextCorrupt:
            return False
        return True

    def _derive(self, salt: bytes, associated_data: bytes) -> bytes:
        return HKDF(self.key.hash(), self.key.size, salt, associated_data).derive(self.key.material)
