"""Bank statements as PDFs: an account's story printed in a bank's layout."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random

from documents.reading.types import Format
from documents.sample import accounts, forging
from documents.sample.accounts import Account, Plan
from documents.sample.banks import LAYOUTS, Layout, layout_of
from documents.sample.banks.layout import Page, holder_name
from documents.sample.chance import digits, stream
from documents.sample.names import names
from documents.sample.sheet import A4, LETTER, Sheet
from documents.sample.types import Sample

_COUNTS = (0, 4, 9, 14, 18, 24, 32, 45, 60, 90, 150)
_COUNT_WEIGHTS = (1, 2, 4, 6, 6, 6, 4, 3, 2, 2, 1)


def statements(
    seed: int, count: int, layouts: Sequence[str] | None = None, *, forged: float = 0.0
) -> Iterator[Sample]:
    """Give `count` statements, the layouts in turn.

    Names are those of `LAYOUTS`, "wild-N" for any N, and "wild" for another such bank each time; None means
    all of `LAYOUTS`.

    `forged` is the share (0..1) of statements with one forged row or balance, which do not reconcile.
    The same seed gives the same bytes.
    """
    names = tuple(layouts or LAYOUTS)
    for index in range(count):
        rnd = stream(seed, "statement", index)
        name = names[index % len(names)]
        layout = layout_of(f"wild-{rnd.randrange(10**6)}" if name == "wild" else name)
        account = accounts.account(rnd, plan_for(rnd, layout))
        if rnd.random() < forged:
            account = forging.forge(
                rnd, account, rnd.choice(forging.KINDS if layout.running else forging.SUMS)
            )
        yield statement(rnd, layout, account, name=f"statement-{seed}-{index:04d}-{layout.name}.pdf")


def plan_for(rnd: Random, layout: Layout, **changes: object) -> Plan:
    """Return a plan that suits a layout: country, account number, fees, and a period by chance."""
    start, end = _period(rnd)
    plan = Plan(
        country=layout.country,
        start=start,
        end=end,
        count=rnd.choices(_COUNTS, _COUNT_WEIGHTS)[0],
        employer=rnd.choice(names(layout.country, "companies")).split(" (")[0].upper(),
        fees=layout.fees,
        habits=layout.habits,
        number=_number(rnd, layout),
    )
    return replace(plan, **changes)  # type: ignore[arg-type]  # the names and types are the caller's to get right


def statement(rnd: Random, layout: Layout, account: Account, *, name: str) -> Sample:
    """Print an account in a layout."""
    sheet = Sheet(
        LETTER if layout.size == "letter" else A4,
        title=f"{layout.bank} statement",
        by_column=layout.by_column,
    )
    shown = replace(account, bookings=account.bookings[::-1]) if layout.newest_first else account
    page = Page(sheet, shown, rnd)
    lines = layout.draw(page)
    normal = _normals(page, layout) | sheet.normals
    return Sample(
        name=name,
        content=sheet.finish(),
        type=layout.type,
        format=Format.PDF,
        values={key: normal[key] for key in sheet.boxes},
        lines=tuple(lines),
        boxes=dict(sheet.boxes),
        reconciles=account.reconciles,
        layout=layout.name,
        notes=account.notes,
    )


def _normals(page: Page, layout: Layout) -> dict[str, str]:
    account = page.account
    printed = account.number
    if layout.iban_number:
        printed = account.iban[layout.iban_number]
    return {
        "account_number": printed.replace(" ", ""),
        "account_holder": holder_name(page, formal=layout.formal),
        "bank_name": layout.bank,
        "iban": account.iban,
        "currency": account.currency,
        "statement_number": str(account.statement_number),
        "period_start": account.start.isoformat(),
        "period_end": account.end.isoformat(),
        "opening_balance": f"{account.opening:.2f}",
        "closing_balance": f"{account.closing:.2f}",
        "total_credits": f"{account.total_in:.2f}",
        "total_debits": f"{account.total_out:.2f}",
    }


def _period(rnd: Random) -> tuple[dt.date, dt.date]:
    year, number = rnd.randrange(2019, 2026), rnd.randrange(1, 13)
    start, end = accounts.month(year, number)
    if rnd.random() < 0.4:
        start = start.replace(day=rnd.choice((4, 6, 11, 16, 21)))
        following = dt.date(year + number // 12, number % 12 + 1, 1)
        end = following.replace(day=start.day - 1)
    return start, end


def _number(rnd: Random, layout: Layout) -> str:
    number = digits(rnd, layout.digits, first=layout.prefix)
    return f"{number[:4]} {layout.mask} {number[-4:]}" if layout.mask else number
