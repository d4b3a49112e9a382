"""What the readers of e-invoices do alike: values by their paths, credit notes, positions, checks."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from documents.reading.structured.identifiers import compact, has_iban_shape, is_iban
from documents.reading.structured.model import SURE, Booking, Draft, StructuredReading, assemble
from documents.reading.structured.printed import amount_of
from documents.reading.structured.tree import Node
from documents.reading.totals import invoice_checks
from documents.reading.types import DocumentType

Paths = Mapping[str, Sequence[str]]
# UNTDID 1001: the types that give money back.
CREDIT_NOTE_CODES = frozenset({"81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "532"})
_BAD_CHECK_DIGITS = 0.9
_DIGITS = re.compile(r"\D")


def invoices(text: str, drafts: Sequence[Draft]) -> StructuredReading:
    """Return the reading of a file of invoices, each with its sums checked."""
    for draft in drafts:
        for name in ("invoice_number", "invoice_date", "supplier_name"):
            if not draft.has(name):
                draft.problems.append(f"The e-invoice gives no {name.replace('_', ' ')}.")
    return assemble(DocumentType.INVOICE, text, drafts, invoice_checks)


def add_texts(draft: Draft, node: Node, paths: Paths, standard: str) -> None:
    """Take text values, each from the first of its paths that has text."""
    for name, candidates in paths.items():
        for path in candidates:
            found = node.at(path)
            if found is not None and found.text:
                draft.add(name, found.text, found.span, f"{standard}:{path}")
                break


def add_dates(draft: Draft, node: Node, paths: Paths, standard: str) -> None:
    """Take dates written as 2024-12-31 or 20241231."""
    for name, candidates in paths.items():
        found = node.at(*candidates)
        if found is not None and found.text and not draft.has(name):
            draft.add_date(name, invoice_date(found.text), found.text, found.span, f"{standard}:{found.name}")


def add_amounts(draft: Draft, node: Node, paths: Paths, standard: str) -> None:
    """Take amounts; they are given as they stand, also in credit notes, whose sums are positive by custom."""
    for name, candidates in paths.items():
        found = node.at(*candidates)
        if found is not None and found.text:
            draft.add_amount(name, xml_amount(found), found.text, found.span, f"{standard}:{found.name}")


def add_iban(draft: Draft, nodes: Iterable[Node], standard: str, *, only_ibans: bool = True) -> None:
    """Take the first account that is written like an IBAN.

    Args:
        draft: takes the value, or a sentence where accounts that must be IBANs are none.
        nodes: the elements with the supplier's accounts.
        standard: begins the rule of the value.
        only_ibans: whether the format admits nothing else in these elements.
    """
    given = [node for node in nodes if node.text]
    for node in given:
        clean = compact(node.text).upper()
        if has_iban_shape(clean):
            sure = SURE if is_iban(clean) else _BAD_CHECK_DIGITS
            draft.add("iban", node.text, node.span, f"{standard}:{node.name}", normal=clean, confidence=sure)
            return
    if given and only_ibans:
        draft.problems.append(f"The account {given[0].text!r} is not an IBAN.")


def add_kind(draft: Draft, node: Node, rule: str, *, credit_note: bool) -> None:
    """Take whether it is an invoice or a credit note, as the value "document_kind"."""
    printed = node.text or node.name
    draft.add("document_kind", printed, node.span, rule, normal="credit_note" if credit_note else "invoice")


def position(node: Node, name: str, amount: Node | None, reference: str) -> Booking:
    """Return a position of an invoice with its net amount."""
    return Booking(
        date=None,
        description=" ".join(name.split()),
        amount=xml_amount(amount) if amount is not None else None,
        span=node.span,
        reference=reference,
    )


def in_currency(nodes: Sequence[Node], currency: str) -> Node | None:
    """Return the amount in a currency, or the first where none says so."""
    matching = [node for node in nodes if node.attributes.get("currencyID", currency) == currency]
    return next(iter(matching or nodes), None)


def xml_amount(node: Node) -> Decimal | None:
    """Return an amount of an XML element: always with a dot, never grouped."""
    return amount_of(node.text, ".")


def invoice_date(text: str) -> dt.date | None:
    """Return a date of the formats 102 (YYYYMMDD), 203 (with hour and minute) and ISO 8601, or None."""
    digits = _DIGITS.sub("", text)[:8]
    try:
        return dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None
