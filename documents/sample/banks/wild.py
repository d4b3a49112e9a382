"""Banks that no one has seen: columns, words, signs, dates and places put together by chance.

Developing against fixed layouts teaches a reader those layouts; these show whether it understands statements.
The layout "wild-7" is the same on every machine, whatever account it prints.
"""

from __future__ import annotations

from decimal import Decimal

from documents.sample.banks.layout import Layout, Page, each_page, holder_block, listing
from documents.sample.banks.recipe import Recipe, recipe_of
from documents.sample.chance import stream
from documents.sample.identifiers import spaced
from documents.sample.sheet import GREY, WHITE, Face
from documents.sample.table import Table
from documents.sample.types import SampleLine

_LEFT = 44


def wild(number: int) -> Layout:
    """Return the layout of the wild bank of a number."""
    recipe = recipe_of(number)
    rnd = stream("wild layout", number)
    return Layout(
        f"wild-{number}",
        recipe.bank,
        recipe.country,
        lambda page: _draw(page, recipe),
        size="letter" if recipe.country == "US" else "a4",
        by_column=rnd.random() < 0.15,
        newest_first=recipe.newest_first,
        running=recipe.running,
        formal=recipe.formal,
        digits=rnd.choice((8, 9, 10, 11, 12)),
        prefix=rnd.choice("12468"),
    )


def _letterhead(page: Page, recipe: Recipe) -> None:
    sheet, face = page.sheet, Face("Helvetica-Bold", 16, recipe.colour)
    if recipe.head == "band":
        sheet.fill(0, 0, sheet.width, 62, recipe.colour)
        sheet.text(_LEFT, 40, recipe.bank, face.tinted(WHITE), value="bank_name")
    elif recipe.head == "middle":
        sheet.text(sheet.width / 2, 46, recipe.bank, face, align="middle", value="bank_name")
        sheet.rule(_LEFT, 56, sheet.width - _LEFT, colour=recipe.colour)
    else:
        sheet.text(_LEFT, 46, recipe.bank, face, value="bank_name")


def _facts(page: Page, recipe: Recipe) -> float:
    """Write holder, title, number and period; return the line below them."""
    sheet, account, face = page.sheet, page.account, recipe.style.face
    right = recipe.facts == "right"
    bottom = holder_block(page, _LEFT, 96, face, formal=recipe.formal)
    x, y = (330.0, 96.0) if right else (float(_LEFT), bottom + 24)
    sheet.text(x, y, recipe.words["title"], face.bold().sized(12))
    before, between = recipe.period()
    dates = ((recipe.dates(account.start), "period_start"), (recipe.dates(account.end), "period_end"))
    number = (f"{recipe.words['number']}: ", (account.number, "account_number"))
    if recipe.facts == "row":
        sheet.runs(x, y + 18, face, *number, "     ", before, dates[0], between, dates[1])
        y += 4
    else:
        sheet.runs(x, y + 16, face, *number)
        sheet.runs(x, y + 30, face, before, dates[0], between, dates[1])
        y += 16
    if account.iban:
        sheet.runs(x, y + 28, face, "IBAN ", (spaced(account.iban), "iban"))
    return max(bottom, y + 40)


def _sums(page: Page, recipe: Recipe, y: float) -> float:
    """Write the summary of balances and totals; return the line below it."""
    sheet, account, words = page.sheet, page.account, recipe.words
    rows = (
        (words["opening"], account.opening, "opening_balance currency"),
        (words["credit"], account.total_in, "total_credits"),
        (words["debit"], account.total_out, "total_debits"),
        (words["closing"], account.closing, "closing_balance"),
    )
    shown = [(label, recipe.symbol.format(recipe.money(amount)), value) for label, amount, value in rows]
    if recipe.facts == "row":
        for place, (label, text, value) in enumerate(shown):
            sheet.text(_LEFT + place * 128, y + 12, label, recipe.style.face.sized(7).tinted(GREY))
            sheet.text(_LEFT + place * 128, y + 25, text, recipe.style.face.bold(), value=value)
        return y + 34
    sheet.frame(_LEFT - 6, y, 300, y + 60, colour=recipe.colour)
    return sheet.pairs(_LEFT, y + 13, shown, recipe.style.face, at=292, align="right") + 4


def _totals(table: Table, page: Page, recipe: Recipe) -> None:
    """Print both totals in one row; a table with one column of amounts has none."""
    if not any(column.kind == "debit" for column in recipe.style.columns):
        return
    account, y = page.account, table.y
    table.note(recipe.words["totals"], debit=account.total_out, value="total_debits")
    if table.y > y:
        table.y -= recipe.style.step
    table.note("", credit=account.total_in, value="total_credits")


def _draw(page: Page, recipe: Recipe) -> list[SampleLine]:
    sheet, account, style = page.sheet, page.account, recipe.style
    _letterhead(page, recipe)
    y = _facts(page, recipe)
    if recipe.sums != "rows":
        y = _sums(page, recipe, y + 8)
    bottom = sheet.height - 92
    table = listing(page, style, y=y + 24, top=92, bottom=bottom, head=lambda: _letterhead(page, recipe))
    if recipe.sums != "box":
        table.note(recipe.words["opening"], balance=account.opening, value="opening_balance")
    table.bookings(account.bookings)
    if recipe.totals:
        _totals(table, page, recipe)
    if recipe.sums != "box":
        table.note(recipe.words["closing"], balance=account.closing, value="closing_balance")

    def foot(number: int, total: int) -> None:
        text = recipe.words["page"].format(page=number, pages=total)
        small = style.face.sized(7).tinted(GREY)
        sheet.text(sheet.width - _LEFT, sheet.height - 36, text, small, align="right")
        sheet.text(
            _LEFT, sheet.height - 36, f"{recipe.bank}   0860 {number}00 200   {Decimal('15.00')} %", small
        )

    each_page(sheet, foot)
    return table.lines
