"""A data subject's values in the trail: sealed under the subject's audit key, which erasing destroys.

The trail can neither be changed nor is it erased: what it holds of a person is ciphertext, and its leaves are
hashes of that. Once the key is gone the trail verifies as before, and nobody can read the values.
"""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Mapping
from typing import Any

from accounts.models import DataSubject, SubjectContact, SubjectIdentifier, SubjectName
from accounts.subject_sealing import SubjectSeal
from vault.constants import KeyPurpose, KeyState
from vault.exceptions import DataKeyDestroyed
from vault.services import data_key_create, value_open, value_seal, values_primitive

MARK = "sealed:"
GONE = "erased"
_TABLE = "audit.logentry"
Value = SubjectName | SubjectIdentifier | SubjectContact
Changes = dict[str, list[str | None]]


def value_change(
    subject: DataSubject, seal: SubjectSeal, *, before: Value | None, after: Value | None, at: dt.datetime
) -> Changes:
    """Return what an entry says of a value that was added, corrected, removed or, both being one, shown.

    Args:
        subject: whose value; the caller holds the row locked, or shows it.
        seal: opens the subject's values.
        before: the value that held; None: there was none.
        after: the value that holds; None: none does.
        at: when, for the key that is made with the first value.
    """
    row = after or before
    if row is None:
        return {}
    name = f"{row._meta.model_name}:{getattr(row, 'kind', 'name')}:{row.pk}"
    sealed = [
        _sealed(subject, name, _clear(seal, one), at) if one is not None else None for one in (before, after)
    ]
    return {name: sealed}


def changes_open(subject: DataSubject, changes: Mapping[str, Any] | None) -> Changes:
    """Return the changes of an entry about this subject readable; `GONE` where the key was destroyed.

    Whoever asks has the right to see the subject unmasked, and records that they looked.

    Raises:
        CiphertextCorrupt: a value was altered, or is another subject's.
    """
    return {
        name: [_opened(subject, name, value) for value in values] if isinstance(values, list) else values
        for name, values in (changes or {}).items()
    }


def sealed_count(changes: Mapping[str, Any] | None) -> int:
    """Return how many values of an entry are sealed."""
    return sum(
        isinstance(value, str) and value.startswith(MARK)
        for values in (changes or {}).values()
        if isinstance(values, list)
        for value in values
    )


def is_key_destroyed(subject: DataSubject) -> bool:
    """Tell whether the key of this subject's values in the trail is gone, and with it the values."""
    return subject.audit_key is not None and subject.audit_key.state == KeyState.DESTROYED


def _clear(seal: SubjectSeal, row: Value) -> str:
    return seal.open_name(row).full if isinstance(row, SubjectName) else seal.open(row)


def _sealed(subject: DataSubject, name: str, text: str, at: dt.datetime) -> str:
    sealed = value_seal(_primitive(subject, at), text, table=_TABLE, row=subject.pk, field=name)
    return MARK + base64.b64encode(sealed).decode()


def _primitive(subject: DataSubject, at: dt.datetime) -> Any:
    """Return what seals; the key is made once, whoever comes first."""
    if subject.audit_key is None:
        locked = (
            DataSubject.objects.select_for_update(of=("self",)).select_related("audit_key").get(pk=subject.pk)
        )
        if locked.audit_key is None:
            locked.audit_key = data_key_create(purpose=KeyPurpose.SUBJECT_AUDIT, at=at)
            locked.save(update_fields=["audit_key"])
        subject.audit_key = locked.audit_key
    return values_primitive(subject.audit_key)


def _opened(subject: DataSubject, name: str, value: Any) -> Any:
    if not isinstance(value, str) or not value.startswith(MARK):
        return value
    if subject.audit_key is None:
        return GONE
    try:
        primitive = values_primitive(subject.audit_key)
    except DataKeyDestroyed:
        return GONE
    sealed = base64.b64decode(value.removeprefix(MARK))
    return value_open(primitive, sealed, table=_TABLE, row=subject.pk, field=name)
