"""The positions and totals of an invoice."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from documents.reading.types import Box
from documents.sample.invoicing.deal import Position
from documents.sample.invoicing.look import Draft
from documents.sample.sheet import WHITE, wrap
from documents.sample.types import SampleLine

# The order of columns, each with its right edge; the description is left-aligned and wraps.
_ORDERS: dict[str, tuple[tuple[str, float], ...]] = {
    "plain": (("text", 42), ("quantity", 350), ("price", 450), ("amount", 553)),
    "rated": (("text", 42), ("quantity", 330), ("price", 410), ("rate", 460), ("amount", 553)),
    "quantity_first": (("quantity", 70), ("text", 84), ("price", 450), ("amount", 553)),
    "numbered": (
        ("number", 56),
        ("article", 100),
        ("text", 108),
        ("quantity", 380),
        ("price", 456),
        ("amount", 553),
    ),
}
_BOTTOM = 744.0


def positions(draft: Draft, y: float, order: str) -> tuple[list[SampleLine], float]:
    """Draw the positions from `y`; return them as truth and the line after the last."""
    y = _heading(draft, y, order)
    lines: list[SampleLine] = []
    running = Decimal(0)
    for number, position in enumerate(draft.deal.positions, 1):
        if y > _BOTTOM:
            y = _next_page(draft, order, running)
        line, y = _position(draft, y, order, number, position)
        lines.append(line)
        running += position.net
    draft.sheet.rule(42, y - 6, 553, colour=draft.look.colour)
    return lines, y + 8


def totals(draft: Draft, y: float, kind: str) -> float:
    """Draw the totals as "stack", "box" or "table"; return the line after them."""
    rows = _rows(draft)
    sheet, look = draft.sheet, draft.look
    if y + 15 * len(rows) > _BOTTOM + 30:
        sheet.page_break()
        y = 80
    if kind == "box":
        sheet.frame(340, y - 4, 553, y + 15 * len(rows) + 2, colour=look.colour)
    last = len(rows) - 1
    for place, (label, amount, value) in enumerate(rows):
        face = look.face.bold() if place == last or value == "gross_total" else look.face
        if kind == "table":
            sheet.rule(42, y + 11, 553)
        if place == last and kind != "table":
            sheet.fill(340, y - 2, 553, y + 13, look.colour)
            face = face.tinted(WHITE)
        left = 42 if kind == "table" else 348
        sheet.text(left, y + 8, label, face)
        sheet.text(547, y + 8, look.amount(amount), face, align="right", value=value)
        y += 15
    return y + 16


def _rows(draft: Draft) -> list[tuple[str, Decimal, str]]:
    deal, words = draft.deal, draft.look.words
    rows: list[tuple[str, Decimal, str]] = []
    if deal.discount or deal.shipping:
        goods = deal.net + deal.discount - deal.shipping
        rows.append((f"{words['columns'] and draft.look.titles[-1]}", goods, ""))
    if deal.discount:
        rows.append((words["discount"], -deal.discount, ""))
    if deal.shipping:
        rows.append((words["shipping"], deal.shipping, ""))
    rows.append((words["net"], deal.net, "net_total currency"))
    charged = [tax for tax in deal.taxes if tax.rate]
    rows += [(draft.tax_label(t.rate), t.tax, "tax_total" if len(charged) == 1 else "") for t in charged]
    if len(charged) > 1:
        rows.append((words["tax_total"], deal.tax, "tax_total"))
    rows.append((words["gross"], deal.gross, "gross_total"))
    if deal.paid:
        rows += [(words["paid"], -deal.paid, ""), (words["amount_due"], deal.gross - deal.paid, "amount_due")]
    return rows


def _heading(draft: Draft, y: float, order: str) -> float:
    sheet, look = draft.sheet, draft.look
    sheet.fill(42, y - 11, 553, y + 5, look.colour)
    titles = dict(zip(("text", "quantity", "price", "rate", "amount"), look.titles, strict=True))
    titles |= {"number": "#", "article": "Art."}
    for kind, x in _ORDERS[order]:
        align = "left" if kind == "text" else "right"
        shift = {"text": 4.0, "amount": -4.0}.get(kind, 0)
        sheet.text(x + shift, y, titles[kind], look.face.bold().tinted(WHITE), align=align)
    return y + 19


def _position(
    draft: Draft, y: float, order: str, number: int, position: Position
) -> tuple[SampleLine, float]:
    sheet, look = draft.sheet, draft.look
    columns = dict(_ORDERS[order])
    following = min(x for kind, x in columns.items() if x > columns["text"])
    texts = wrap(position.text, look.face, following - columns["text"] - 50)
    if look.zebra and number % 2:
        sheet.fill(42, y - 10, 553, y + 5 + 11 * (len(texts) - 1), (0.94, 0.95, 0.96))
    printed = {
        "quantity": look.quantity(position.quantity),
        "price": look.money.bare(position.price),
        "rate": f"{look.quantity(position.rate)}%",
        "amount": look.money.bare(position.net),
        "number": str(number),
        "article": position.article,
    }
    boxes = [
        sheet.text(x - (4 if kind == "amount" else 0), y, printed[kind], look.face, align="right")
        for kind, x in columns.items()
        if kind != "text"
    ]
    boxes += [sheet.text(columns["text"] + 4, y + 11 * i, text, look.face) for i, text in enumerate(texts)]
    bottom = y + 11 * (len(texts) - 1)
    if look.ruled:
        sheet.rule(42, bottom + 5, 553)
    line = SampleLine(None, position.text, position.net, None, sheet.page, Box.around(boxes))
    return line, bottom + 17


def _next_page(draft: Draft, order: str, running: Decimal) -> float:
    sheet, look = draft.sheet, draft.look
    carried = draft.rnd.random() < 0.5
    if carried:
        sheet.text(46, 764, look.words["carry"], look.face.bold())
        sheet.text(549, 764, look.money.bare(running), look.face.bold(), align="right")
    sheet.page_break()
    sheet.text(42, 52, f"{draft.deal.supplier.name}  {look.words['number']} {draft.deal.number}", look.face)
    y = _heading(draft, 80, order)
    if carried:
        sheet.text(46, y, look.words["carry"], look.face.bold())
        sheet.text(549, y, look.money.bare(running), look.face.bold(), align="right")
        y += 17
    return y


ORDERS: tuple[str, ...] = tuple(_ORDERS)
Drawing = Callable[[Draft, float, str], float]
