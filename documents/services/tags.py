"""Words that people put on documents."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Sequence

from django.db import transaction
from django.db.models.functions import Lower

from accounts.models import User
from audit import trail
from documents.constants import MAX_TAG_LENGTH, MAX_TAGS
from documents.exceptions import TagNotValid
from documents.models import Document, DocumentTag, Tag


def tags_set(*, actor: User, document: Document, names: Sequence[str], at: dt.datetime) -> list[str]:
    """Give a document these tags and no others; return them as they are shown.

    Args:
        actor: who says so; already allowed to work on the document.
        document: the document.
        names: the words; "Urgent" and "urgent" are one tag, written as whoever came first wrote it.
        at: when.

    Raises:
        TagNotValid: a word is empty, too long or no text, or there are too many.
    """
    wanted = _words(names)
    with transaction.atomic():
        locked = _locked(document)
        return _put(locked, _held(locked), wanted, actor, at)


def tags_change(
    *, actor: User, document: Document, put: Sequence[str], taken: Sequence[str], at: dt.datetime
) -> list[str]:
    """Put tags on a document and take others off, and leave the rest; otherwise as `tags_set`."""
    new, gone = _words(put), {name.strip().lower() for name in taken}
    with transaction.atomic():
        locked = _locked(document)
        held = _held(locked)
        stays = {key: tag.name for key, tag in held.items()}
        wanted = {key: name for key, name in {**new, **stays}.items() if key not in gone}
        return _put(locked, held, wanted, actor, at)


def _words(names: Sequence[str]) -> dict[str, str]:
    return {cleaned.lower(): cleaned for name in names if (cleaned := _cleaned(name))}


def _locked(document: Document) -> Document:
    # With its case, which tells the trail whom the document is about.
    rows = Document.objects.select_for_update(of=("self",)).select_related("case")
    return rows.get(pk=document.pk)


def _held(locked: Document) -> dict[str, Tag]:
    return {use.tag.name.lower(): use.tag for use in locked.taggings.select_related("tag")}


def _put(
    locked: Document, held: dict[str, Tag], wanted: dict[str, str], actor: User, at: dt.datetime
) -> list[str]:
    """Give a locked document, which holds some tags, these tags and no others."""
    if len(wanted) > MAX_TAGS:
        raise TagNotValid(f"A document has at most {MAX_TAGS} tags.")
    asked = {key: name for key, name in wanted.items() if key not in held}
    tags = {tag.pk: tag for tag in [*(held[key] for key in wanted.keys() & held), *_tags(asked, at)]}
    has = {tag.pk for tag in held.values()}
    put, taken = tags.keys() - has, has - tags.keys()
    locked.taggings.filter(tag__in=taken).delete()
    DocumentTag.objects.bulk_create(
        DocumentTag(tag_id=key, document=locked, put_by=actor, put_at=at) for key in sorted(put)
    )
    if put or taken:
        details = {"put": sorted(map(str, put)), "taken": sorted(map(str, taken))}
        trail.record("document.tagged", target=locked, details=details)
    return sorted(tag.name for tag in tags.values())


def _tags(wanted: dict[str, str], at: dt.datetime) -> list[Tag]:
    known = Tag.objects.alias(lowered=Lower("name")).filter(lowered__in=wanted)
    found = {tag.name.lower(): tag for tag in known}
    new = [Tag(name=name, created_at=at) for lowered, name in wanted.items() if lowered not in found]
    if not new:
        return list(found.values())
    # Somebody else may make the same word now: theirs is as good.
    Tag.objects.bulk_create(new, ignore_conflicts=True)
    return list(known.all())


def _cleaned(name: str) -> str:
    """Return a tag's word.

    Raises:
        TagNotValid: it is empty, too long, or holds what is no text.
    """
    word = " ".join(unicodedata.normalize("NFC", name).split())
    if not word or len(word) > MAX_TAG_LENGTH:
        raise TagNotValid(f"A tag has 1 to {MAX_TAG_LENGTH} characters.")
    if any(unicodedata.category(letter).startswith("C") for letter in word):
        raise TagNotValid("A tag holds text only.")
    return word
