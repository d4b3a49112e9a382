"""How a data subject's values are sealed, opened and indexed. Opened values have no repr."""

from __future__ import annotations

from typing import Any

from tink import aead

from accounts.contact_points import Contact, Name, name_normalise
from accounts.identifiers import Identifier
from accounts.models import DataSubject, SubjectContact, SubjectIdentifier, SubjectName
from vault.blind_index import blind_index_exact
from vault.services import value_open, value_seal, values_primitive


class SubjectSeal:
    """One subject's key, unwrapped once for all its values."""

    def __init__(self, subject: DataSubject) -> None:
        """Unwrap the key.

        Raises:
            DataKeyDestroyed: the subject was erased.
        """
        self._primitive: aead.Aead = values_primitive(subject.data_key)

    def seal(self, row: SubjectName | SubjectIdentifier | SubjectContact, **values: str) -> None:
        """Put values into the row's sealed fields; an empty one stays empty."""
        for part, text in values.items():
            sealed = b""
            if text:
                sealed = value_seal(
                    self._primitive, text, table=row._meta.label_lower, row=row.pk, field=part
                )
            setattr(row, f"sealed_{part}", sealed)

    def open(self, row: SubjectName | SubjectIdentifier | SubjectContact, part: str = "value") -> str:
        """Return one sealed value, or nothing where there is none.

        Raises:
            CiphertextCorrupt: it was altered, or copied from another row.
        """
        sealed: Any = getattr(row, f"sealed_{part}")
        if not sealed:
            return ""
        return value_open(self._primitive, sealed, table=row._meta.label_lower, row=row.pk, field=part)

    def open_name(self, row: SubjectName) -> Name:
        """Return a name with its parts."""
        return Name(*(self.open(row, part) for part in SubjectName.SEALED))


def name_index(full: str) -> bytes:
    """Return the blind index of a whole name, whatever its case, accents, or the order "Family, Given"."""
    return blind_index_exact("subject_name", name_normalise(full))


def identifier_index(identifier: Identifier) -> bytes:
    """Return the blind index of an identifier; each kind has its own key, the country is in the value."""
    return blind_index_exact(f"subject_{identifier.kind.value}", f"{identifier.country}:{identifier.normal}")


def contact_index(contact: Contact) -> bytes:
    """Return the blind index of an e-mail address or telephone number; a postal address has none."""
    if not contact.normal:
        return b""
    return blind_index_exact(f"subject_{contact.kind.value}", contact.normal)
