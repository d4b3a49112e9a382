"""What a machine may be allowed: each scope and the rights behind it, declared here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Scope:
    """One scope: what it opens, in words and as rights."""

    name: str
    meaning: str
    rights: frozenset[str]


def _scope(name: str, meaning: str, *rights: str) -> tuple[str, Scope]:
    return name, Scope(name, meaning, frozenset(rights))


SCOPES: Mapping[str, Scope] = MappingProxyType(
    dict(
        [
            _scope(
                "documents:read",
                "List and read documents: values, lines, pages, pictures and the original.",
                "documents.view_document",
                "documents.view_documentversion",
                "documents.view_page",
                "documents.view_field",
                "documents.view_statementline",
                "documents.view_check",
                "documents.view_reviewtask",
                "documents.view_processingrun",
            ),
            _scope(
                "documents:write",
                "Send documents in and have them read again.",
                "documents.add_document",
                "documents.change_document",
            ),
            _scope(
                "cases:read",
                "List and read cases, what they lack, and the products they are opened for.",
                "documents.view_case",
                "documents.view_product",
            ),
            _scope(
                "cases:write",
                "Open cases, change them, move them on, and write notes.",
                "documents.add_case",
                "documents.change_case",
            ),
            _scope(
                "audit:read",
                "Read the trail: events, proofs, checkpoints, and who has seen a data subject.",
                "audit.view_logentry",
            ),
            _scope(
                "subjects:read", "List, search and read data subjects, masked.", "accounts.view_datasubject"
            ),
            _scope(
                "subjects:write",
                "Record data subjects and correct them. Nothing is revealed to a machine.",
                "accounts.add_datasubject",
                "accounts.change_datasubject",
            ),
            _scope(
                "webhooks",
                "Manage its own webhook endpoints and read their delivery log.",
                "accounts.view_webhookendpoint",
                "accounts.add_webhookendpoint",
                "accounts.change_webhookendpoint",
                "accounts.delete_webhookendpoint",
                "accounts.view_webhookdelivery",
            ),
        ]
    )
)


def rights_of(scopes: Iterable[str]) -> frozenset[str]:
    """Return the rights behind the given scopes; a name that is no longer declared gives none."""
    return frozenset().union(*(SCOPES[name].rights for name in scopes if name in SCOPES))
