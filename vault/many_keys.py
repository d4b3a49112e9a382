"""Data keys by the thousand a second, for installations that are made up to measure on."""

from __future__ import annotations

import os
from uuid import UUID

import tink
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from tink import aead, secret_key_access, streaming_aead
from tink.proto import tink_pb2

from vault.keyring import current_kek


class KeysetMaker:
    """Makes keysets of one kind, wrapped by the KEK, a twentieth of the work of `tink.new_keyset_handle`.

    Each has a key of its own; the key's number, which tells keys of one keyset apart, is the same in all.
    """

    def __init__(self, template: object, part: str) -> None:
        """Take one keyset that Tink made as the mould."""
        handle = tink.new_keyset_handle(template)
        self._part = part
        self._clear = tink.proto_keyset_format.serialize(handle, secret_key_access.TOKEN)
        keyset = tink_pb2.Keyset.FromString(self._clear)
        self.key_number = int(keyset.primary_key_id)
        # The key is the last field of its message in both kinds that there are here: 32 bytes.
        self._key = bytes(keyset.key[0].key_data.value)[-32:]
        if self._clear.count(self._key) != 1:
            raise ValueError("Tink writes keysets in another way than this knows.")
        wrapped = tink.proto_keyset_format.serialize_encrypted(handle, current_kek(), b"")
        self._info = tink_pb2.EncryptedKeyset.FromString(wrapped).keyset_info
        self._kek = current_kek()

    def make(self, key_id: str) -> tuple[bytes, bytes]:
        """Return a new key, and its keyset wrapped for the data key of this id."""
        key = os.urandom(32)
        binding = f"vault.datakey:{key_id}:{self._part}".encode()
        sealed = self._kek.encrypt(self._clear.replace(self._key, key), binding)
        wrapped = tink_pb2.EncryptedKeyset(encrypted_keyset=sealed, keyset_info=self._info)
        return key, wrapped.SerializeToString()


class KeyMaker:
    """Makes whole data keys, and seals values under them."""

    def __init__(self) -> None:
        """Prepare both parts of a data key."""
        self._files = KeysetMaker(streaming_aead.streaming_aead_key_templates.AES256_GCM_HKDF_1MB, "files")
        self._values = KeysetMaker(aead.aead_key_templates.AES256_GCM, "values")
        self._prefix = b"\x01" + self._values.key_number.to_bytes(4, "big")

    def make(self, key_id: UUID) -> tuple[bytes, bytes, bytes]:
        """Return the wrapped keyset for files, the one for values, and the key for values."""
        written = str(key_id)
        _, files = self._files.make(written)
        key, values = self._values.make(written)
        return files, values, key

    def seal(self, key: bytes, text: str, *, table: str, row: UUID, field: str) -> bytes:
        """Encrypt one value as `vault.services.value_seal` does."""
        nonce = os.urandom(12)
        return (
            self._prefix
            + nonce
            + AESGCM(key).encrypt(nonce, text.encode(), f"{table}:{row}:{field}".encode())
        )
