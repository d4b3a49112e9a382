"""What a forger does to a statement: one change, after which it no longer adds up."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from random import Random

from documents.sample.accounts import Account

SUMS = ("amount", "dropped", "closing")  # seen in the sum of a statement
KINDS = (*SUMS, "balance")


def forge(rnd: Random, account: Account, kind: str) -> Account:
    """Return the account as its forged statement prints it; `notes` names the row, counted from 1.

    The kinds are "amount" (a booking's amount edited, balances left), "dropped" (a row taken out), "closing"
    (the closing balance raised) and "balance" (one running balance edited).
    """
    if kind == "closing" or len(account.bookings) < 3:
        raised = account.closing + Decimal(rnd.randrange(2_000, 30_000, 500))
        return replace(account, closing=raised, reconciles=False, notes=("closing balance altered",))
    place = rnd.randrange(1, len(account.bookings) - 1)
    rows = list(account.bookings)
    if kind == "dropped":
        del rows[place]
        note = f"a row before row {place + 1} dropped"
    elif kind == "balance":
        rows[place] = replace(
            rows[place], balance=rows[place].balance + Decimal(rnd.randrange(100, 9_000, 100))
        )
        note = f"balance of row {place + 1} altered"
    else:
        rows[place] = replace(rows[place], amount=rows[place].amount * 10)
        note = f"row {place + 1} altered"
    return replace(account, bookings=tuple(rows), reconciles=False, notes=(note,))
