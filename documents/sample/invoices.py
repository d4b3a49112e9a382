"""Invoices and credit notes as PDFs, in the layouts and languages of eight countries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from documents.reading.types import DocumentType, Format
from documents.sample.chance import stream
from documents.sample.identifiers import spaced
from documents.sample.invoicing import body
from documents.sample.invoicing.deal import Deal, deal
from documents.sample.invoicing.heads import HEADS
from documents.sample.invoicing.look import Draft, look_for
from documents.sample.sheet import GREY, Sheet
from documents.sample.types import Sample, SampleLine


@dataclass(frozen=True, slots=True)
class InvoiceLayout:
    """An arrangement of head, positions and totals in a country's words; an empty part is left to chance."""

    country: str
    head: str = ""
    order: str = ""
    totals: str = ""


INVOICE_LAYOUTS: dict[str, InvoiceLayout] = {
    "za_letter": InvoiceLayout("ZA", "letter", "plain", "stack"),
    "za_band": InvoiceLayout("ZA", "band", "quantity_first", "box"),
    "za_grid": InvoiceLayout("ZA", "grid", "rated", "table"),
    "gb_flush": InvoiceLayout("GB", "flush_right", "rated", "stack"),
    "us_grid": InvoiceLayout("US", "grid", "quantity_first", "stack"),
    "us_inline": InvoiceLayout("US", "inline", "plain", "box"),
    "de_window": InvoiceLayout("DE", "window", "numbered", "table"),
    "fr_letter": InvoiceLayout("FR", "letter", "rated", "box"),
    "nl_inline": InvoiceLayout("NL", "inline", "quantity_first", "stack"),
    "es_grid": InvoiceLayout("ES", "grid", "plain", "table"),
    "in_band": InvoiceLayout("IN", "band", "numbered", "stack"),
    "de_any": InvoiceLayout("DE"),
    "gb_any": InvoiceLayout("GB"),
    "za_any": InvoiceLayout("ZA"),
}


def invoices(seed: int, count: int, layouts: Sequence[str] | None = None) -> Iterator[Sample]:
    """Give `count` invoices, the layouts in turn (names out of `INVOICE_LAYOUTS`; None means all)."""
    names = tuple(layouts or INVOICE_LAYOUTS)
    for index in range(count):
        rnd = stream(seed, "invoice", index)
        name = names[index % len(names)]
        made = deal(rnd, INVOICE_LAYOUTS[name].country)
        yield invoice(rnd, name, made, name=f"invoice-{seed}-{index:04d}-{name}.pdf")


def invoice(rnd: Random, layout: str, made: Deal, *, name: str) -> Sample:
    """Print an invoice in a layout."""
    plan = INVOICE_LAYOUTS[layout]
    sheet = Sheet(title=f"Invoice {made.number}")
    draft = Draft(sheet, made, look_for(rnd, plan.country), rnd)
    y = HEADS[plan.head or rnd.choice(tuple(HEADS))](draft)
    lines, y = body.positions(draft, y + 10, plan.order or rnd.choice(body.ORDERS))
    y = body.totals(draft, y, plan.totals or rnd.choice(("stack", "box", "table")))
    _closing(draft, y)
    return Sample(
        name=name,
        content=sheet.finish(),
        type=DocumentType.INVOICE,
        format=Format.PDF,
        values={key: value for key, value in values_of(made).items() if key in sheet.boxes},
        lines=tuple(lines),
        boxes=dict(sheet.boxes),
        layout=layout,
        notes=("credit note",) if made.credit else (),
    )


def values_of(made: Deal) -> dict[str, str]:
    """Return every value an invoice of this deal may print, in normal form."""
    return {
        "supplier_name": made.supplier.name,
        "supplier_tax_number": made.supplier.vat,
        "customer_name": made.customer.name,
        "invoice_number": made.number.replace(" ", ""),
        "invoice_date": made.date.isoformat(),
        "due_date": made.due.isoformat(),
        "currency": made.currency,
        "net_total": f"{made.net:.2f}",
        "tax_total": f"{made.tax:.2f}",
        "gross_total": f"{made.gross:.2f}",
        "amount_due": f"{made.gross - made.paid:.2f}",
        "iban": made.iban,
    }


def _closing(draft: Draft, y: float) -> None:
    sheet, deal_, look = draft.sheet, draft.deal, draft.look
    small = look.face.sized(7.5)
    if y > 770:
        sheet.page_break()
        y = 80
    before, _, after = look.words["bank"].partition("{iban}")
    filled = before.format(account=deal_.account, supplier=deal_.supplier.name)
    pieces: list[str | tuple[str, str]] = [filled]
    if deal_.iban:
        pieces += [(spaced(deal_.iban), "iban"), after]
    sheet.runs(42, y, small, *pieces)
    sheet.text(42, y + 12, look.words["thanks"], small)
    for page in range(1, sheet.pages + 1):
        sheet.page = page
        text = look.words["page"].format(page=page, pages=sheet.pages)
        sheet.text(553, 818, text, small.tinted(GREY), align="right")
        seller = deal_.supplier
        footer = f"{seller.name} | {seller.registration} | {seller.phone}"
        sheet.text(42, 818, footer, small.tinted(GREY))


def lines_of(made: Deal) -> tuple[SampleLine, ...]:
    """Return the positions as truth without a place, as structured files have them."""
    return tuple(SampleLine(None, p.text, p.net) for p in made.positions)
