"""The key that signs checkpoints: a file outside the database, whose owner could write another history."""

from __future__ import annotations

import base64
import os
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings

from audit.exceptions import TrailKeyMissing
from audit.verifier import NoteKey


def key_file_create(path: Path) -> None:
    """Create a signing key at `path`, readable by its owner alone; keep one that is there."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_bytes(pem)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def note_sign(text: str) -> str:
    """Return a signed note: the text, a blank line, our signature.

    Args:
        text: ends with a newline and holds no blank line.

    Raises:
        TrailKeyMissing: the key cannot be read.

    Source: C2SP signed-note.
    """
    key = note_key()
    signature = base64.b64encode(key.key_id + _private_key(settings.TRAIL_KEY_URI).sign(text.encode()))
    return f"{text}\n\u2014 {key.name} {signature.decode()}\n"


def note_key() -> NoteKey:
    """Return the public half of the key that signs now; raises as `note_sign`."""
    public = _private_key(settings.TRAIL_KEY_URI).public_key().public_bytes_raw()
    return NoteKey.of(settings.TRAIL_ORIGIN, public)


def trusted_keys() -> list[NoteKey]:
    """Return every key whose checkpoints this installation believes: the one that signs, and earlier ones."""
    return [note_key(), *(NoteKey.parse(text) for text in settings.TRAIL_EARLIER_KEYS)]


@lru_cache(maxsize=4)
def _private_key(uri: str) -> Ed25519PrivateKey:
    path = Path(urlsplit(uri).path)
    if urlsplit(uri).scheme != "file":
        raise TrailKeyMissing(f"TRAIL_KEY_URI {uri!r} is no file: address.")
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError) as error:
        raise TrailKeyMissing(f"The key of the trail cannot be read: {error}.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise TrailKeyMissing(f"{path} holds no Ed25519 key.")
    return key
