"""From a reading to rows: written once, whole, in one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from tink import aead

from documents.duplicates import signature_write
from documents.models import (
    Check,
    Classification,
    Document,
    DocumentVersion,
    Field,
    Page,
    ReviewTask,
    StatementLine,
)
from documents.reading.language import language_of
from documents.reading.types import IDENTIFIERS, PERSONAL_NAMES, Box, Reading, Value
from documents.search import document_index
from vault.blind_index import blind_index, identifier_normalise
from vault.services import value_seal, values_primitive

_LARGEST = Decimal("999999999999999.9999")


def results_replace(version: DocumentVersion, reading: Reading, images: dict[int, tuple[str, str]]) -> None:
    """Write what a reading gave in place of what an earlier one gave; call inside a transaction.

    Args:
        version: the version that was read.
        reading: what reading it gave.
        images: page number to (storage key, mime) of the pictures, already stored.
    """
    for rows in (Page, Field, StatementLine, Check, Classification):
        rows._default_manager.filter(version=version).delete()
    labels = _account_labels(reading)
    Page.objects.bulk_create(_pages(version, reading, images))
    Field.objects.bulk_create(_fields(version, reading.extraction.values, labels))
    StatementLine.objects.bulk_create(_lines(version, reading, labels))
    Check.objects.bulk_create(_checks(version, reading, labels))
    if reading.classified is not None:
        Classification.objects.create(
            version=version,
            label=reading.classified.label.value,
            confidence=reading.classified.confidence,
            model=reading.classified.model,
            alternatives=[[label.value, share] for label, share in reading.classified.alternatives],
        )


def document_summarise(document: Document, reading: Reading) -> None:
    """Copy what lists filter by from the reading to the document, unsaved."""
    values = {value.name: value for value in reversed(reading.extraction.values)}
    if document.type_set_by_id is None:  # what a person said stands
        document.type = reading.classified.label.value if reading.classified else ""
        document.confidence = reading.classified.confidence if reading.classified else None
    document.period_start = _date(values.get("period_start"))
    document.period_end = _date(values.get("period_end"))
    document.document_date = _first_date(
        values, ("invoice_date", "receipt_date", "pay_date", "period_end", "notice_date")
    )
    document.amount = _first_amount(values, ("gross_total", "net_pay", "closing_balance", "amount_due"))
    document.currency = values["currency"].normal[:3] if "currency" in values else ""
    document.language = language_of(page.text for page in reading.pages)
    document.page_count = len(reading.pages)
    document.failure_code = reading.failure_code
    document.failure = text_clean(reading.failure)


def review_replace(document: Document, reasons: Sequence[str], at: dt.datetime) -> None:
    """Open one review task per reason, in place of those an earlier reading opened."""
    document.review_tasks.all().delete()
    ReviewTask.objects.bulk_create(
        ReviewTask(document=document, position=position, reason=text_clean(reason), created_at=at)
        for position, reason in enumerate(dict.fromkeys(reasons))
    )


def index_write(document: Document, version: DocumentVersion, reading: Reading) -> None:
    """Write the search vector, and the signature by which copies are found."""
    texts = [text_clean(page.text) for page in reading.pages]
    signature_write(version, texts)
    document_index(document.pk, name=document.name, texts=texts, language=document.language)


def _pages(version: DocumentVersion, reading: Reading, images: dict[int, tuple[str, str]]) -> list[Page]:
    sizes = {image.number: image for image in reading.images}
    texts = {page.number: page for page in reading.pages}
    rows = []
    for number in sorted(sizes.keys() | texts.keys()):
        text, image = texts.get(number), sizes.get(number)
        key, mime = images.get(number, ("", ""))
        rows.append(
            Page(
                version=version,
                number=number,
                width=text.width if text else float(image.width if image else 0),
                height=text.height if text else float(image.height if image else 0),
                text=text_clean(text.text) if text else "",
                words=[
                    [text_clean(w.text), *(round(v, 5) for v in _corners(w.box)), round(w.confidence, 3)]
                    for w in (text.words if text else ())
                ],
                source=text.source.value if text else "none",
                confidence=text.confidence if text else 0.0,
                image_key=key,
                image_mime=mime,
            )
        )
    return rows


def _fields(version: DocumentVersion, values: Sequence[Value], labels: dict[str, str]) -> list[Field]:
    primitive = values_primitive(version.document.data_key)
    return [
        _field(version, position, value, labels.get(value.account, ""), primitive)
        for position, value in enumerate(values)
    ]


def _field(
    version: DocumentVersion, position: int, value: Value, account: str, primitive: aead.Aead
) -> Field:
    row = Field(
        version=version,
        position=position,
        name=value.name,
        account=account,
        confidence=min(1.0, max(0.0, value.confidence)),
        extractor=value.rule[:80],
        page=value.page,
        **_place(value.box),
    )
    text, normal = text_clean(value.text), text_clean(value.normal)
    if value.name in IDENTIFIERS | PERSONAL_NAMES:
        row.sealed_text = value_seal(primitive, text, table="documents.field", row=row.pk, field="text")
        row.sealed_normal = value_seal(primitive, normal, table="documents.field", row=row.pk, field="normal")
        if value.name in IDENTIFIERS and identifier_normalise(normal):
            row.blind_index = blind_index(value.name, normal)
    else:
        row.text, row.normal = text, normal
    return row


def _lines(version: DocumentVersion, reading: Reading, labels: dict[str, str]) -> list[StatementLine]:
    return [
        StatementLine(
            version=version,
            number=number,
            account=labels.get(line.account, ""),
            date=line.date,
            value_date=line.value_date,
            description=text_clean(line.description),
            reference=text_clean(line.reference),
            amount=_storable(line.amount),
            balance=_storable(line.balance),
            confidence=min(1.0, max(0.0, line.confidence)),
            page=line.page,
            **_place(line.box),
        )
        for number, line in enumerate(reading.extraction.lines, start=1)
    ]


def _checks(version: DocumentVersion, reading: Reading, labels: dict[str, str]) -> list[Check]:
    return [
        Check(
            version=version,
            position=position,
            kind=check.kind,
            outcome=check.outcome.value,
            detail=text_clean(check.detail),
            expected=_storable(check.expected),
            found=_storable(check.found),
            line_number=check.line_number,
            account=labels.get(check.account, ""),
        )
        for position, check in enumerate(reading.extraction.checks)
    ]


def _account_labels(reading: Reading) -> dict[str, str]:
    """Name the accounts of one file by order and last digits: whole numbers stay in sealed fields only."""
    accounts = dict.fromkeys(
        [line.account for line in reading.extraction.lines]
        + [value.account for value in reading.extraction.values]
        + [check.account for check in reading.extraction.checks]
    )
    accounts.pop("", None)
    if len(accounts) < 2:
        return {}
    return {account: f"{n} (…{account[-4:]})" for n, account in enumerate(accounts, start=1)}


def _corners(box: Box) -> tuple[float, float, float, float]:
    return (box.x0, box.y0, box.x1, box.y1)


def _place(box: Box | None) -> dict[str, float]:
    return dict(zip(("x0", "y0", "x1", "y1"), _corners(box), strict=True)) if box else {}


def text_clean(text: str) -> str:
    """Return text as PostgreSQL takes it."""
    # PostgreSQL stores neither NUL nor half of a surrogate pair; broken text layers hold both.
    return text.replace("\x00", "�").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _storable(amount: Decimal | None) -> Decimal | None:
    return amount if amount is not None and abs(amount) <= _LARGEST else None


def _date(value: Value | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value.normal) if value else None
    except ValueError:
        return None


def _first_date(values: dict[str, Value], names: Sequence[str]) -> dt.date | None:
    return next((found for name in names if (found := _date(values.get(name)))), None)


def _first_amount(values: dict[str, Value], names: Sequence[str]) -> Decimal | None:
    for name in names:
        if name in values:
            try:
                return _storable(Decimal(values[name].normal))
            except ArithmeticError:
                continue
    return None
