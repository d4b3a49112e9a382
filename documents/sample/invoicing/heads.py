"""The upper part of an invoice in six arrangements; each returns the line where the positions begin."""

from __future__ import annotations

from collections.abc import Callable

from documents.sample.invoicing.look import Draft
from documents.sample.parties import Party
from documents.sample.sheet import GREY, WHITE, Face

Row = tuple[str, str, str]


def _title(draft: Draft) -> str:
    return draft.look.words["credit" if draft.deal.credit else "title"]


def _facts(draft: Draft) -> list[Row]:
    deal, look = draft.deal, draft.look
    rows = [
        (look.words["number"], deal.number, "invoice_number"),
        (look.words["date"], look.dates(deal.date), "invoice_date"),
        (look.words["due"], look.dates(deal.due), "due_date"),
    ]
    if deal.order:
        rows.append((look.words["order"], deal.order, ""))
    return rows


def _supplier(draft: Draft, x: float, y: float, *, align: str = "left", face: Face | None = None) -> float:
    sheet, party, look = draft.sheet, draft.deal.supplier, draft.look
    small = look.face.sized(8).tinted(GREY)
    sheet.text(x, y, party.name, face or look.face.bold().sized(14), align=align, value="supplier_name")
    y = sheet.block(x, y + 13, [*party.address, f"Tel {party.phone}"], small, leading=10, align=align)
    if draft.deal.country == "US":
        return y
    label = f"{look.words['tax_number']}: "
    left = x if align == "left" else x - small.width(label + party.vat)
    sheet.runs(left, y, small, label, (party.vat, "supplier_tax_number"))
    return y + 12


def _customer(draft: Draft, x: float, y: float, *, label: bool = True) -> float:
    sheet, party, look = draft.sheet, draft.deal.customer, draft.look
    if label:
        sheet.text(x, y, look.words["customer"], look.face.bold())
        y += 13
    sheet.text(x, y, party.name, look.face, value="customer_name")
    y = sheet.block(x, y + 12, list(party.address), look.face, leading=12)
    return y if party.person or draft.deal.country == "US" else _their_number(draft, party, x, y)


def _their_number(draft: Draft, party: Party, x: float, y: float) -> float:
    """Print the customer's tax number: a decoy beside the supplier's."""
    if draft.rnd.random() < 0.6:
        draft.sheet.text(x, y, f"{draft.look.words['tax_number']}: {party.vat}", draft.look.face)
        return y + 12
    return y


def letter(draft: Draft) -> float:
    """Supplier on the left, title and facts on the right, each label left of its value."""
    sheet, look = draft.sheet, draft.look
    _supplier(draft, 42, 58)
    sheet.text(553, 60, _title(draft), look.face.bold().sized(19).tinted(look.colour), align="right")
    y = sheet.pairs(372, 92, [(f"{a}:", b, c) for a, b, c in _facts(draft)], look.face, at=470)
    return max(_customer(draft, 42, 148), y) + 34


def band(draft: Draft) -> float:
    """A coloured band with the title; facts in a row, each label above its value."""
    sheet, look = draft.sheet, draft.look
    sheet.fill(0, 0, sheet.width, 84, look.colour)
    sheet.text(
        42, 46, draft.deal.supplier.name, look.face.bold().sized(16).tinted(WHITE), value="supplier_name"
    )
    sheet.text(553, 50, _title(draft), look.face.bold().sized(18).tinted(WHITE), align="right")
    bottom = _customer(draft, 42, 112)
    _supplier(draft, 553, 112, align="right", face=look.face.bold())
    for place, (label, text, value) in enumerate(_facts(draft)):
        sheet.text(42 + place * 130, bottom + 26, label.upper(), look.face.sized(7).tinted(GREY))
        sheet.text(42 + place * 130, bottom + 39, text, look.face.bold(), value=value)
    return bottom + 76


def grid(draft: Draft) -> float:
    """Facts in a ruled table of titles and values."""
    sheet, look = draft.sheet, draft.look
    sheet.text(297, 50, _title(draft), look.face.bold().sized(17), align="middle")
    left, right = _supplier(draft, 42, 82), _customer(draft, 330, 82)
    top = max(left, right) + 12
    facts = _facts(draft)
    wide = 511 / len(facts)
    sheet.fill(42, top, 553, top + 16, look.colour)
    sheet.frame(42, top, 553, top + 34, colour=look.colour)
    for place, (label, text, value) in enumerate(facts):
        middle = 42 + wide * (place + 0.5)
        sheet.text(middle, top + 11, label, look.face.bold().sized(8).tinted(WHITE), align="middle")
        sheet.text(middle, top + 28, text, look.face, align="middle", value=value)
        sheet.line(42 + wide * place, top, 42 + wide * place, top + 34, colour=look.colour)
    return top + 64


def flush_right(draft: Draft) -> float:
    """Everything about the supplier and the invoice flush right, the customer on the left."""
    sheet, look = draft.sheet, draft.look
    sheet.text(42, 66, _title(draft), look.face.bold().sized(22).tinted(look.colour))
    bottom = _supplier(draft, 553, 54, align="right")
    for label, text, value in _facts(draft):
        bottom += 13
        sheet.text(460, bottom, label, look.face.bold(), align="right")
        sheet.text(553, bottom, text, look.face, align="right", value=value)
    return max(bottom, _customer(draft, 42, 128)) + 36


def inline(draft: Draft) -> float:
    """Facts as one running line each, "label: value", under the title on the left."""
    sheet, look = draft.sheet, draft.look
    _supplier(draft, 42, 54)
    sheet.rule(42, 118, 553, colour=look.colour, width=1.4)
    sheet.text(42, 144, _title(draft), look.face.bold().sized(15))
    y = 162.0
    for label, text, value in _facts(draft):
        sheet.runs(42, y, look.face, f"{label}: ", (text, value))
        y += 13
    return max(_customer(draft, 330, 144), y) + 28


def window(draft: Draft) -> float:
    """A letter for a window envelope: sender in one small line, the number inside the subject line."""
    sheet, look, deal = draft.sheet, draft.look, draft.deal
    sheet.text(
        553,
        60,
        deal.supplier.name,
        look.face.bold().sized(15).tinted(look.colour),
        align="right",
        value="supplier_name",
    )
    if deal.country != "US":
        sheet.runs(
            372, 104, look.face, f"{look.words['tax_number']} ", (deal.supplier.vat, "supplier_tax_number")
        )
    sheet.text(
        42,
        122,
        f"{deal.supplier.name} · {' · '.join(deal.supplier.address)}",
        look.face.sized(6.5).tinted(GREY),
    )
    bottom = _customer(draft, 42, 138, label=False)
    facts = _facts(draft)
    y = sheet.pairs(372, 117, facts[1:], look.face, at=470)
    subject = max(bottom, y) + 30
    face = look.face.bold().sized(13)
    sheet.runs(42, subject, face, f"{_title(draft)} ", (deal.number, "invoice_number"))
    return subject + 34


HEADS: dict[str, Callable[[Draft], float]] = {
    "letter": letter,
    "band": band,
    "grid": grid,
    "flush_right": flush_right,
    "inline": inline,
    "window": window,
}
