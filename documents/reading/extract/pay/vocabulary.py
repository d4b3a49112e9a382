"""What payslips call their figures, columns, parts, names and dates: `vocabulary.toml` as patterns."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

Patterns = tuple[str, ...]


def _read() -> dict[str, Any]:
    with Path(__file__).with_suffix(".toml").open("rb") as file:
        return tomllib.load(file)


def _joined(text: str) -> str:
    return text.replace("\n", "")


_TABLE = _read()


def _patterns(name: str) -> Patterns:
    return tuple(_joined(text) for text in _TABLE[name])


GROSS = _patterns("gross")
NET = _patterns("net")
DEDUCTIONS = _patterns("deductions")
TAX = _patterns("tax")
TAXES_TOTAL = _patterns("taxes_total")
CURRENT = _patterns("current")
TO_DATE = _patterns("to_date")
NOT_MONEY = _patterns("not_money")
EARNINGS_PART = _patterns("earnings_part")
DEDUCTIONS_PART = _patterns("deductions_part")
OTHER_PART = _patterns("other_part")
EMPLOYEE = _patterns("employee")
EMPLOYER = _patterns("employer")
EMPLOYEE_NUMBER = _patterns("employee_number")
PAY_DATE = _patterns("pay_date")
PERIOD_START = _patterns("period_start")
PERIOD_END = _patterns("period_end")
PERIOD = _patterns("period")
EMPLOYER_SHARE = _joined(_TABLE["employer_share"])
LAW = tuple((code, _joined(pattern)) for code, pattern in _TABLE["law"].items())
