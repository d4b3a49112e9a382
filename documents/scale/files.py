"""Bytes for the few made-up documents that get any."""

from __future__ import annotations

from dataclasses import dataclass

from documents.models import DocumentVersion
from documents.sample import statements
from vault.constants import KeyState
from vault.models import DataKey
from vault.services import files_primitive
from vault.storage import SealedWriter


@dataclass(frozen=True, slots=True)
class Stored:
    """What was stored."""

    sha256: str
    size: int


def file_store(*, version: DocumentVersion, wrapped: bytes, data_key: str, number: int) -> Stored:
    """Store a statement, sealed as an upload is; where its row is never committed, it is an orphan."""
    key = DataKey(id=data_key, state=KeyState.ACTIVE, wrapped_files_keyset=wrapped)
    content = next(iter(statements(seed=number, count=1))).content
    with SealedWriter(files_primitive(key), version.binding()) as writer:
        writer.write(content)
        stored = Stored(writer.sha256, writer.size)
        writer.store(version.storage_key)
    return stored
