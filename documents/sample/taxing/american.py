"""American wage and payment statements, drawn from scratch: boxes with numbers, none of the official art."""

from __future__ import annotations

from documents.sample.printing import PLAIN
from documents.sample.sheet import GREY, Face, Sheet
from documents.sample.taxing.facts import TaxFacts

_LABEL = Face(size=6, colour=GREY)
_TEXT = Face("Courier", 10)


def _box(
    sheet: Sheet, place: tuple[float, float, float, float], label: str, text: str, value: str = ""
) -> None:
    x, y, width, height = place
    sheet.frame(x, y, x + width, y + height)
    sheet.text(x + 3, y + 8, label, _LABEL)
    sheet.text(x + 6, y + 22, text, _TEXT, value=value)


def w2(sheet: Sheet, made: TaxFacts) -> None:
    """A wage and tax statement in numbered boxes."""
    person = f"{made.given} {made.person.last}"
    ssn = f"{made.person.id_number[:3]}-{made.person.id_number[3:5]}-{made.person.id_number[5:]}"
    _box(sheet, (48, 60, 240, 30), "a  Employee's social security number", ssn, "tax_number")
    _box(sheet, (48, 90, 240, 30), "b  Employer identification number (EIN)", made.employer.vat)
    _box(
        sheet,
        (48, 120, 240, 62),
        "c  Employer's name, address, and ZIP code",
        made.employer.name,
        "employer_name",
    )
    sheet.block(54, 156, made.employer.address, _TEXT, leading=12)
    _box(sheet, (48, 182, 240, 30), "d  Control number", made.number)
    _box(sheet, (48, 212, 240, 76), "e  Employee's first name and initial   Last name", person, "person_name")
    sheet.block(54, 248, made.person.address, _TEXT, leading=12)
    amounts = (
        ("1  Wages, tips, other compensation", made.gross),
        ("2  Federal income tax withheld", made.tax),
        ("3  Social security wages", made.gross),
        ("4  Social security tax withheld", made.gross * 62 / 1000),
        ("5  Medicare wages and tips", made.gross),
        ("6  Medicare tax withheld", made.gross * 145 / 10000),
    )
    for place, (label, amount) in enumerate(amounts):
        left, top = 288 + place % 2 * 138, 60 + place // 2 * 30
        _box(sheet, (left, top, 138, 30), label, PLAIN(amount))
    sheet.normals |= {"person_name": person, "tax_number": ssn, "form_kind": "W-2"}
    bold = Face("Helvetica-Bold", 13)
    sheet.runs(48, 316, Face(size=9), "Form ", ("W-2", "form_kind"), "  Wage and Tax Statement")
    sheet.text(330, 318, str(made.year), bold.sized(18), value="tax_year")
    sheet.text(564, 316, "Copy B - To be filed with employee's federal tax return", _LABEL, align="right")


def nec(sheet: Sheet, made: TaxFacts) -> None:
    """A statement of payments to somebody who is not employed."""
    person = f"{made.given} {made.person.last}"
    sheet.text(564, 56, "Nonemployee Compensation", Face("Helvetica-Bold", 12), align="right")
    sheet.runs(
        430,
        72,
        Face(size=9),
        "Form ",
        ("1099-NEC", "form_kind"),
        "   For calendar year ",
        (str(made.year), "tax_year"),
    )
    place = (48, 60, 270, 76)
    _box(
        sheet, place, "PAYER'S name, street address, city or town, state", made.employer.name, "employer_name"
    )
    sheet.block(54, 96, made.employer.address, _TEXT, leading=12)
    _box(sheet, (48, 136, 135, 30), "PAYER'S TIN", made.employer.vat)
    _box(sheet, (183, 136, 135, 30), "RECIPIENT'S TIN", f"***-**-{made.person.id_number[5:]}", "tax_number")
    _box(sheet, (48, 166, 270, 30), "RECIPIENT'S name", person, "person_name")
    _box(sheet, (48, 196, 270, 44), "Street address, city or town, state, ZIP code", made.person.address[0])
    sheet.text(54, 232, made.person.address[1], _TEXT)
    _box(sheet, (318, 90, 246, 36), "1  Nonemployee compensation", f"$ {PLAIN(made.gross)}")
    _box(sheet, (318, 126, 246, 36), "4  Federal income tax withheld", f"$ {PLAIN(made.tax)}")
    _box(sheet, (318, 162, 246, 78), "5  State tax withheld   6  State/Payer's state no.", "0.00")
    sheet.normals |= {
        "person_name": person,
        "tax_number": f"***-**-{made.person.id_number[5:]}",
        "form_kind": "1099-NEC",
    }
