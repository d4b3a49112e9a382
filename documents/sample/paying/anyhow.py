"""Payslips of no particular payroll program: words, places and looks put together by chance."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from random import Random

from documents.sample.names import DATA
from documents.sample.paying.pay import Part, Pay, value_of
from documents.sample.printing import DOT, PLAIN, SPACED, Dates, Money
from documents.sample.sheet import GREY, WHITE, Colour, Face, Sheet

_COLOURS: tuple[Colour, ...] = ((0.2, 0.2, 0.2), (0.1, 0.35, 0.55), (0.5, 0.15, 0.2), (0.1, 0.42, 0.3))
_SYMBOLS = {"ZA": ("R{}", "R {}", "{}", "ZAR {}"), "GB": ("£{}", "{}"), "US": ("${}", "{}")}
_LEFT, _RIGHT = 44.0, 552.0


@dataclass(frozen=True, slots=True)
class _Slip:
    """One payslip being drawn."""

    sheet: Sheet
    made: Pay
    words: dict[str, str]
    face: Face
    colour: Colour
    money: Money
    symbol: str
    date: Dates
    to_date: bool

    def part(self, *, earned: bool) -> Part:
        """Return the earnings or the deductions."""
        made, words = self.made, self.words
        if earned:
            return Part(words["earnings"], made.earnings, made.gross, "gross_pay", words["gross"])
        return Part(
            words["deductions"], made.deductions, made.deducted, "total_deductions", words["deducted"]
        )


@cache
def _said() -> dict[str, dict[str, list[str]]]:
    with (DATA / "payslips.toml").open("rb") as file:
        return tomllib.load(file)


def anyhow(sheet: Sheet, made: Pay, rnd: Random) -> None:
    """Draw a payslip as chance will have it."""
    language = {"ZA": rnd.choice(("en", "en", "en", "af")), "US": "us"}.get(made.country, "en")
    words = {name: rnd.choice(choices) for name, choices in _said()[language].items()}
    slip = _Slip(
        sheet=sheet,
        made=made,
        words=words,
        face=rnd.choice(
            (Face(size=8.5), Face(size=9), Face("Times-Roman", 10), Face("Vera", 7.5), Face("Courier", 8))
        ),
        colour=rnd.choice(_COLOURS),
        money=rnd.choice((DOT, SPACED, PLAIN)) if made.country == "ZA" else DOT,
        symbol=rnd.choice(_SYMBOLS[made.country]),
        date=Dates(words["dates"], "af" if language == "af" else "en"),
        to_date=rnd.random() < 0.5,
    )
    y = rnd.choice((_head_left, _head_middle, _head_band))(slip)
    y = rnd.choice((_facts_columns, _facts_rows))(slip, y)
    y = rnd.choice((_beside, _below))(slip, y + 22)
    _net(slip, y, boxed=rnd.random() < 0.6)
    _employers_own(slip, y + 44)


def _head_left(slip: _Slip) -> float:
    sheet, face = slip.sheet, slip.face
    sheet.text(_LEFT, 54, slip.made.employer.name, face.bold().sized(14), value="employer_name")
    sheet.block(_LEFT, 67, slip.made.employer.address, face.tinted(GREY), leading=11)
    sheet.text(_RIGHT, 54, slip.words["title"], face.bold().sized(13).tinted(slip.colour), align="right")
    return 124


def _head_middle(slip: _Slip) -> float:
    sheet, face = slip.sheet, slip.face
    middle = (_LEFT + _RIGHT) / 2
    sheet.text(middle, 52, slip.words["title"], face.bold().sized(14), align="middle")
    label = slip.words["employer"]
    sheet.runs(_LEFT, 78, face, f"{label}: " if label else "", (slip.made.employer.name, "employer_name"))
    sheet.rule(_LEFT, 88, _RIGHT, colour=slip.colour, width=1.2)
    return 108


def _head_band(slip: _Slip) -> float:
    sheet, face = slip.sheet, slip.face
    sheet.fill(0, 0, sheet.width, 70, slip.colour)
    sheet.text(_LEFT, 42, slip.made.employer.name, face.bold().sized(15).tinted(WHITE), value="employer_name")
    sheet.text(_RIGHT, 42, slip.words["title"], face.bold().sized(12).tinted(WHITE), align="right")
    return 100


def _facts(slip: _Slip) -> list[tuple[str, str, str]]:
    made, words, date = slip.made, slip.words, slip.date
    return [
        (words["employee"], made.employee.name, "employee_name"),
        (words["number"], made.number, "employee_number"),
        (words["date"], date(made.paid_on), "pay_date"),
        (words["start"], date(made.start), "period_start"),
        (words["end"], date(made.end), "period_end"),
    ]


def _facts_columns(slip: _Slip, y: float) -> float:
    rows = _facts(slip)
    slip.sheet.pairs(_LEFT, y, [(f"{a}:", b, c) for a, b, c in rows[:2]], slip.face, at=160, step=14)
    slip.sheet.pairs(330, y, [(f"{a}:", b, c) for a, b, c in rows[2:]], slip.face, at=440, step=14)
    return y + 42


def _facts_rows(slip: _Slip, y: float) -> float:
    small = slip.face.sized(7).tinted(GREY)
    for place, (label, text, value) in enumerate(_facts(slip)):
        x, top = _LEFT + place % 3 * 172, y + place // 3 * 32
        slip.sheet.text(x, top, label, small)
        slip.sheet.text(x, top + 12, text, slip.face, value=value)
    return y + 50


def _rows(slip: _Slip, part: Part, x: float, right: float, y: float) -> float:
    """Draw one part between two edges, with a column to date if the slip has one."""
    sheet, made, face = slip.sheet, slip.made, slip.face
    amounts = right - 72 if slip.to_date else right
    sheet.text(x, y, part.title, face.bold())
    sheet.text(amounts, y, slip.words["current"], face.sized(7), align="right")
    if slip.to_date:
        sheet.text(right, y, slip.words["to_date"], face.sized(7), align="right")
    sheet.rule(x, y + 4, right, colour=slip.colour)
    for name, amount in (*part.rows, (part.total_label, part.total)):
        y += 15
        total = name == part.total_label
        own = face.bold() if total else face
        sheet.text(x, y, name, own)
        value = part.value if total else value_of(made, name)
        sheet.text(amounts, y, slip.money.bare(amount), own, align="right", value=value)
        if slip.to_date:
            sheet.text(right, y, slip.money.bare(amount * made.months), own, align="right")
    return y + 20


def _beside(slip: _Slip, y: float) -> float:
    middle = (_LEFT + _RIGHT) / 2
    left = _rows(slip, slip.part(earned=True), _LEFT, middle - 8, y)
    right = _rows(slip, slip.part(earned=False), middle + 8, _RIGHT, y)
    return max(left, right)


def _below(slip: _Slip, y: float) -> float:
    y = _rows(slip, slip.part(earned=True), _LEFT, _RIGHT, y)
    return _rows(slip, slip.part(earned=False), _LEFT, _RIGHT, y + 6)


def _net(slip: _Slip, y: float, *, boxed: bool) -> None:
    sheet, face = slip.sheet, slip.face.bold().sized(10.5)
    if boxed:
        sheet.fill(300, y - 6, _RIGHT + 6, y + 16, slip.colour)
        face = face.tinted(WHITE)
    value = "net_pay" if slip.symbol == "{}" else "net_pay currency"
    printed = slip.symbol.format(slip.money.bare(slip.made.net))
    sheet.text(308, y + 9, slip.words["net"], face)
    sheet.text(_RIGHT, y + 9, printed, face, align="right", value=value)


def _employers_own(slip: _Slip, y: float) -> None:
    small = slip.face.sized(7.5)
    slip.sheet.text(_LEFT, y, slip.words["employer_part"], small.bold())
    rows = [(name, slip.money.bare(amount), "") for name, amount in slip.made.contributions]
    slip.sheet.pairs(_LEFT, y + 13, rows, small, at=250, align="right", step=12)
