"""The key hierarchy: key encryption key > data key > ciphertext, all by Tink."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

import tink
from django.conf import settings
from django.utils.module_loading import import_string
from tink import aead, mac, secret_key_access, streaming_aead

from vault.exceptions import CiphertextCorrupt, KeyEncryptionKeyMissing

aead.register()
streaming_aead.register()
mac.register()


@lru_cache(maxsize=4)
def kek(uri: str) -> aead.Aead:
    """Return the key encryption key at `uri`.

    Args:
        uri: `file:/path/to/keyset.json` (a cleartext Tink keyset only its owner can read) or
            `aws-kms://arn:...`.

    Raises:
        KeyEncryptionKeyMissing: no such key, or the scheme is not supported.

    Source: DESIGN decision 9; Tink key management.
    """
    scheme = urlsplit(uri).scheme
    if scheme == "file":
        return _file_keyset(Path(urlsplit(uri).path)).primitive(aead.Aead)
    if scheme == "aws-kms":
        # By name: AWS's client takes half a second to import, which no other installation should pay.
        return import_string("vault.aws.kek")(uri)
    raise KeyEncryptionKeyMissing(f"VAULT_KEK_URI {uri!r} is neither file: nor aws-kms:.")


def current_kek() -> aead.Aead:
    """Return the configured key encryption key; see `kek`."""
    return kek(settings.VAULT_KEK_URI)


def kek_file_create(path: Path) -> None:
    """Create a local key encryption keyset at `path`, readable by its owner alone; keep one that is there."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = tink.new_keyset_handle(aead.aead_key_templates.AES256_GCM)
    text = tink.json_proto_keyset_format.serialize(handle, secret_key_access.TOKEN)
    # Complete before it has its name, and never over one that is there: losing a key loses documents.
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(text)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def files_keyset_new(associated_data: bytes) -> bytes:
    """Return a new streaming keyset (AES256-GCM-HKDF, 1 MiB segments), wrapped by the KEK."""
    template = streaming_aead.streaming_aead_key_templates.AES256_GCM_HKDF_1MB
    return _wrap(tink.new_keyset_handle(template), associated_data)


def values_keyset_new(associated_data: bytes) -> bytes:
    """Return a new value keyset (AES256-GCM), wrapped by the KEK."""
    return _wrap(tink.new_keyset_handle(aead.aead_key_templates.AES256_GCM), associated_data)


def index_keyset_new(associated_data: bytes) -> bytes:
    """Return a new blind-index keyset (HMAC-SHA256, 256 bit), wrapped by the KEK."""
    return _wrap(tink.new_keyset_handle(mac.mac_key_templates.HMAC_SHA256_256BITTAG), associated_data)


def unwrap(wrapped: bytes, associated_data: bytes) -> tink.KeysetHandle:
    """Return the keyset that was wrapped by the KEK under `associated_data`.

    Raises:
        CiphertextCorrupt: the wrapped keyset was altered, or belongs to another row.
    """
    try:
        return tink.proto_keyset_format.parse_encrypted(wrapped, current_kek(), associated_data)
    except tink.TinkError as error:
        raise CiphertextCorrupt("A data key does not open with this installation's key.") from error


def _wrap(handle: tink.KeysetHandle, associated_data: bytes) -> bytes:
    return bytes(tink.proto_keyset_format.serialize_encrypted(handle, current_kek(), associated_data))


def _file_keyset(path: Path) -> tink.KeysetHandle:
    try:
        text = path.read_text()
    except OSError as error:
        raise KeyEncryptionKeyMissing(f"The key encryption key cannot be read: {error}.") from error
    try:
        return tink.json_proto_keyset_format.parse(text, secret_key_access.TOKEN)
    except tink.TinkError as error:
        raise KeyEncryptionKeyMissing(f"{path} holds no Tink keyset.") from error
