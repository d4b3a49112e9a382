"""South African tax forms, drawn from scratch: certificate, assessment, compliance status."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from documents.reading.types import Box
from documents.sample.printing import SPACED, Dates
from documents.sample.sheet import GREY, WHITE, Colour, Face, Sheet
from documents.sample.taxing.facts import TaxFacts

_BODY = Face(size=8)
_TINY = Face(size=6, colour=GREY)
_NAVY: Colour = (0.08, 0.22, 0.42)


def _cell(sheet: Sheet, place: tuple[float, float, float], label: str, text: str, value: str = "") -> Box:
    """Draw a box (left, top, width) with its label in small type above what was filled in."""
    x, y, width = place
    sheet.frame(x, y, x + width, y + 26)
    sheet.text(x + 3, y + 8, label, _TINY)
    return sheet.text(x + 4, y + 20, text, _BODY.sized(9), value=value)


def irp5(sheet: Sheet, made: TaxFacts) -> None:
    """An employee income tax certificate: boxes, then income and deductions by code."""
    kind = "IRP5" if made.tax else "IT3(a)"
    sheet.fill(36, 30, 559, 58, _NAVY)
    sheet.text(44, 49, "Employee Income Tax Certificate", _BODY.bold().sized(13).tinted(WHITE))
    sheet.text(551, 49, f"{kind}", _BODY.bold().sized(15).tinted(WHITE), align="right", value="form_kind")
    sheet.normals["form_kind"] = kind
    _cell(
        sheet,
        (36, 66, 190),
        "Certificate number",
        f"{made.employer.tax_number}{made.year}02{made.number[:14]}",
    )
    _cell(sheet, (232, 66, 110), "Transaction year", str(made.year), "tax_year")
    _cell(sheet, (348, 66, 105), "Year of assessment", str(made.year))
    _cell(sheet, (459, 66, 100), "Period (YYYYMM)", f"{made.year}02")
    sheet.text(36, 108, "Employer information", _BODY.bold())
    _cell(sheet, (36, 114, 330), "Trading or other name", made.employer.name, "employer_name")
    _cell(sheet, (372, 114, 187), "PAYE reference number", made.employer.tax_number)
    _cell(sheet, (36, 144, 523), "Business address", ", ".join(made.employer.address))
    sheet.text(36, 188, "Employee information", _BODY.bold())
    _person(sheet, made)
    _codes(sheet, made)
    sheet.text(36, 560, "SARS income tax certificate. Keep this certificate with your return (ITR12).", _TINY)


def _person(sheet: Sheet, made: TaxFacts) -> None:
    first = _cell(sheet, (36, 194, 170), "Surname", made.person.last)
    second = _cell(sheet, (212, 194, 170), "First two names", made.given)
    sheet.boxes["person_name"] = (1, first.union(second))
    sheet.normals["person_name"] = f"{made.given} {made.person.last}"
    _cell(sheet, (388, 194, 80), "Initials", "".join(word[0] for word in made.given.split()))
    _cell(sheet, (474, 194, 85), "Nature of person", "A")
    _cell(sheet, (36, 224, 170), "Identity number", made.person.id_number)
    _cell(sheet, (212, 224, 170), "Income tax reference number", made.person.tax_number, "tax_number")
    _cell(sheet, (388, 224, 171), "Employee number", made.number[:5])
    _cell(sheet, (36, 254, 523), "Residential address", ", ".join(made.person.address))


def _codes(sheet: Sheet, made: TaxFacts) -> None:
    sheet.fill(36, 296, 559, 312, _NAVY)
    for x, title in ((44, "Source code"), (130, "Description"), (551, "Amount (R)")):
        sheet.text(x, 307, title, _BODY.bold().tinted(WHITE), align="right" if x > 500 else "left")
    for row, (code, meaning, amount) in enumerate(made.codes):
        y = 328 + row * 17
        sheet.text(44, y, code, _BODY)
        sheet.text(130, y, meaning, _BODY)
        sheet.text(551, y, SPACED(amount), _BODY, align="right")
        sheet.rule(36, y + 5, 559)


def ita34(sheet: Sheet, made: TaxFacts) -> None:
    """A notice of assessment: letter with a table of income, deductions and the result."""
    date = Dates("{yyyy}-{mm}-{dd}")
    sheet.text(44, 60, "INCOME TAX", _BODY.bold().sized(10).tinted(_NAVY))
    sheet.text(551, 60, "ITA34", _BODY.bold().sized(16), align="right", value="form_kind")
    sheet.text(44, 76, "Notice of Assessment", _BODY.bold().sized(15))
    sheet.text(44, 112, f"{made.given} {made.person.last}", _BODY, value="person_name")
    sheet.normals |= {"form_kind": "ITA34", "person_name": f"{made.given} {made.person.last}"}
    sheet.block(44, 124, [line.upper() for line in made.person.address], _BODY, leading=12)
    rows = (
        ("Reference number:", made.person.tax_number, "tax_number"),
        ("Document number:", made.number, ""),
        ("Date of assessment:", date(made.issued), ""),
        ("Year of assessment:", str(made.year), "tax_year"),
        ("Type of assessment:", "Original Assessment", ""),
        ("Payment due date:", date(made.issued + dt.timedelta(days=30)), ""),
    )
    sheet.frame(330, 98, 559, 184)
    sheet.pairs(338, 113, rows, _BODY, at=440, step=13)
    deductible = made.codes[2][2]
    taxable = made.gross - deductible
    body = (
        ("Income", None),
        (f"Employment income [IRP5]   3601 - {made.employer.name}", made.gross),
        ("Deductions allowed", None),
        ("Pension fund contributions   4029", -deductible),
        ("Taxable income", taxable),
        ("Tax calculation", None),
        ("Normal tax", made.tax + made.extra),
        ("Employees' tax (PAYE)   4102", -made.tax),
        ("Net amount payable under this assessment", made.extra),
    )
    _statement(sheet, body)


def _statement(sheet: Sheet, body: tuple[tuple[str, Decimal | None], ...]) -> None:
    y = 230.0
    for label, amount in body:
        face = _BODY.bold() if amount is None else _BODY
        before, dash, employer = label.partition(" - ")
        sheet.runs(44, y, face, f"{before}{dash}", (employer, "employer_name" if employer else ""))
        if amount is not None:
            sheet.text(551, y, SPACED(amount), face, align="right")
        sheet.rule(36, y + 5, 559)
        y += 18


def tax_clearance(sheet: Sheet, made: TaxFacts) -> None:
    """A tax compliance status letter with a PIN for verification."""
    sheet.text(44, 64, "Tax Compliance Status", _BODY.bold().sized(17).tinted(_NAVY), value="form_kind")
    sheet.text(44, 82, "TCS PIN Issued", _BODY.bold().sized(11))
    sheet.normals["form_kind"] = "Tax Compliance Status"
    texts = (
        "The revenue service has issued a Tax Compliance Status (TCS) PIN to the taxpayer named below.",
        "Whoever is given this PIN may use it to view the compliance status of the taxpayer.",
    )
    sheet.block(44, 112, texts, _BODY.sized(9), leading=14)
    rows = (
        ("Taxpayer name", made.employer.name, "person_name"),
        ("Trading name", made.employer.name.split(" (")[0], ""),
        ("Tax reference number", made.employer.tax_number, "tax_number"),
        ("Purpose of request", "Tender", ""),
        ("Request reference number", f"0000{made.number}", ""),
        ("PIN", f"{made.number[:4]}A{made.number[4:]}", ""),
        ("PIN expiry date", (made.issued + dt.timedelta(days=365)).isoformat(), ""),
        ("Date issued", made.issued.isoformat(), ""),
    )
    sheet.frame(36, 160, 559, 320)
    sheet.normals["person_name"] = made.employer.name
    sheet.normals["tax_number"] = made.employer.tax_number
    sheet.pairs(48, 182, rows, _BODY.sized(9.5), at=230, step=18)
    sheet.text(44, 350, "Compliance status at date of issue: COMPLIANT", _BODY.bold().sized(10))
