"""Documents that are one another's copies: the same bytes, the same text, or an edited one.

Never all pairs: bands of the signature find who may be alike by an index, the whole signature says how alike.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

import numpy as np
from django.db import connection, transaction

from documents.models import Document, DocumentSignature, DocumentVersion, Page, SignatureBand
from documents.querysets import Person, sees_everything
from documents.similarity import Change, Signature, changes, likeness, signature

# Copies that were scanned again, edited or given another name measure 0.86 or more, others of the same
# template 0.30 or less (benchmarks/duplicates.py): the middle leaves room for bad scans and wordy forms.
LEAST_ALIKE = 0.6
MAX_OF_A_BAND = 200  # newest first: a form that everybody sends in is no clue
MAX_FOUND = 50
MAX_COMPARED = 10  # with their lines: comparing takes long
MAX_LINES = 600  # of each text
MAX_CHANGES = 40
_CANDIDATES = """
    SELECT document_id, minhash FROM documents_documentsignature WHERE document_id IN (
        SELECT near.document_id FROM unnest(%s::bigint[]) AS mine (band)
        CROSS JOIN LATERAL (
            SELECT document_id FROM documents_signatureband found
            WHERE found.band = mine.band AND found.document_id <> %s
            ORDER BY found.document_id DESC LIMIT %s
        ) AS near
    )
"""
_BANDS = """
    INSERT INTO documents_signatureband (band, document_id)
    SELECT DISTINCT band, key FROM unnest(%s::bigint[], %s::uuid[]) AS t (band, key)
"""


class Kind(enum.StrEnum):
    """What kind of copy one document is of another."""

    SAME_BYTES = "same_bytes"
    SAME_TEXT = "same_text"
    EDITED = "edited"  # or scanned again: some words differ


@dataclass(frozen=True, slots=True)
class Duplicate:
    """One document that is like another.

    Args:
        document: which.
        kind: how.
        likeness: of the texts, 0 to 1, estimated.
        changes: where the lines differ; of the most alike ones only.
        is_other_subject: whether it is about somebody else; None for those whom that is not told.
    """

    document: Document
    kind: Kind
    likeness: float
    changes: list[Change] = field(default_factory=list)
    is_other_subject: bool | None = None


def signature_write(version: DocumentVersion, texts: Iterable[str]) -> None:
    """Keep the signature of a document's text in place of an earlier one; call inside a transaction."""
    _signatures_write([(version, signature("\n".join(texts)))])


def signatures_rebuild(ids: Sequence[UUID]) -> int:
    """Make the signatures of these documents anew, of their newest versions; return how many were not right.

    Their rows are locked meanwhile, so that a reading that ends now is not overwritten by an older one.
    One text at a time is in memory.
    """
    with transaction.atomic():
        locked = Document.objects.filter(pk__in=ids).select_for_update(no_key=True).order_by("pk")
        versions = DocumentVersion.objects.filter(document__in=list(locked.values_list("pk", flat=True)))
        newest = versions.order_by("document_id", "-number").distinct("document_id")
        kept = DocumentSignature.objects.in_bulk(ids)
        wrong = []
        for version in newest:
            texts = Page.objects.filter(version=version).order_by("number").values_list("text", flat=True)
            made = signature("\n".join(texts.iterator(chunk_size=50)))
            if not _is_kept(kept.get(version.document_id), version, made):
                wrong.append((version, made))
        _signatures_write(wrong)
    return len(wrong)


def _is_kept(row: DocumentSignature | None, version: DocumentVersion, made: Signature) -> bool:
    if row is None:
        return not made.words
    is_same = bytes(row.text_hash) == made.text_hash and bytes(row.minhash) == made.minhash.tobytes()
    return is_same and row.version_id == version.pk


def _signatures_write(rows: Iterable[tuple[DocumentVersion, Signature]]) -> None:
    """Write signatures and their bands, in place of earlier ones; of a text without words there is none."""
    given = {version.document_id: (version, made) for version, made in rows}
    if not given:
        return
    SignatureBand.objects.filter(document__in=given).delete()
    DocumentSignature.objects.filter(
        pk__in=[key for key, (_, made) in given.items() if not made.words]
    ).delete()
    kept = {key: pair for key, pair in given.items() if pair[1].words}
    DocumentSignature.objects.bulk_create(
        [
            DocumentSignature(
                document_id=key,
                version=version,
                text_hash=made.text_hash,
                minhash=made.minhash.tobytes(),
                words=made.words,
            )
            for key, (version, made) in kept.items()
        ],
        update_conflicts=True,
        unique_fields=["document"],
        update_fields=["version", "text_hash", "minhash", "words"],
    )
    pairs = [(band, key) for key, (_, made) in kept.items() for band in made.bands]
    with connection.cursor() as cursor:
        cursor.execute(_BANDS, [[band for band, _ in pairs], [key for _, key in pairs]])


def duplicates(user: Person, document: Document) -> list[Duplicate]:
    """Return what is like a document and may be seen by this person, the most alike first; at most 50."""
    same_bytes = _same_bytes(document)
    alike = _alike(document)
    keys = [*same_bytes, *(key for key, _ in alike if key not in same_bytes)]
    rows = Document.objects.visible_to(user).select_related("case", "owner").in_bulk(keys)
    own = DocumentSignature.objects.filter(pk=document.pk).first()
    hashes = dict(DocumentSignature.objects.filter(pk__in=rows).values_list("pk", "text_hash"))
    shares = dict(alike)
    found = []
    for key in keys:
        if key not in rows:
            continue
        is_same_text = own is not None and bytes(hashes.get(key, b"")) == bytes(own.text_hash)
        kind = Kind.SAME_TEXT if is_same_text else Kind.EDITED
        kind = Kind.SAME_BYTES if key in same_bytes else kind
        share = 1.0 if kind is not Kind.EDITED else shares[key]
        found.append(Duplicate(rows[key], kind, round(share, 3)))
    found.sort(key=lambda one: (-one.likeness, list(Kind).index(one.kind)))
    return _with_changes(user, document, found[:MAX_FOUND])


def _same_bytes(document: Document) -> list[UUID]:
    newest = document.versions.order_by("-number").values_list("sha256", flat=True)[:1].get()
    same = DocumentVersion.objects.filter(sha256=newest).exclude(document=document).order_by("-document")
    return list(dict.fromkeys(same.values_list("document", flat=True)[:MAX_OF_A_BAND]))


def candidates(key: UUID, made: Signature) -> list[tuple[UUID, bytes]]:
    """Return the documents that share a band with this one, and their hashes: what it is compared with."""
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES, [made.bands, key, MAX_OF_A_BAND])
        found: list[tuple[UUID, bytes]] = cursor.fetchall()
    return found


def _alike(document: Document) -> list[tuple[UUID, float]]:
    """Return keys and likeness of every document with a like text; permission is not asked here."""
    own = DocumentSignature.objects.filter(pk=document.pk).first()
    if own is None:
        return []
    minhash = np.frombuffer(bytes(own.minhash), dtype=np.uint32)
    rows = candidates(document.pk, Signature(bytes(own.text_hash), minhash, own.words))
    if not rows:
        return []
    table = np.frombuffer(b"".join(row[1] for row in rows), dtype=np.uint32).reshape(len(rows), -1)
    shares = likeness(minhash, table)
    found = [(row[0], float(share)) for row, share in zip(rows, shares, strict=True) if share >= LEAST_ALIKE]
    return sorted(found, key=lambda pair: pair[1], reverse=True)


def _with_changes(user: Person, document: Document, found: list[Duplicate]) -> list[Duplicate]:
    compared = [one.document.pk for one in found if one.kind is Kind.EDITED][:MAX_COMPARED]
    texts = _lines([document.pk, *compared]) if compared else {}
    tells = sees_everything(user)
    return [
        Duplicate(
            one.document,
            one.kind,
            one.likeness,
            changes(texts[document.pk], texts[one.document.pk], most=MAX_CHANGES)
            if one.document.pk in compared
            else [],
            _is_other(document, one.document) if tells else None,
        )
        for one in found
    ]


def _is_other(document: Document, other: Document) -> bool:
    mine, theirs = set(document.subject_refs), set(other.subject_refs)
    return bool(mine and theirs) and not mine & theirs


def _lines(keys: list[UUID]) -> dict[UUID, list[str]]:
    """Return the lines of each document's text, of the version that its signature is of."""
    found: dict[UUID, list[str]] = {key: [] for key in keys}
    versions = DocumentSignature.objects.filter(pk__in=keys).values("version")
    pages = Page.objects.filter(version__in=versions).order_by("version", "number")
    for key, text in pages.values_list("version__document", "text"):
        found[key] += text.splitlines()[: MAX_LINES - len(found[key])]
    return found
