"""Payslips from abroad: British strip, American stub, German statement."""

from __future__ import annotations

from decimal import Decimal

from documents.sample.paying.pay import Part, Pay, value_of
from documents.sample.printing import DOT, GERMAN, Dates
from documents.sample.sheet import GREY, Face, Sheet


def gb_slip(sheet: Sheet, made: Pay) -> None:
    """A British slip in a strip: payments, deductions and figures to date side by side."""
    face = Face(size=8)
    sheet.frame(40, 50, 555, 330)
    headings = ((46, "Employee No."), (130, "Employee"), (330, "Date"), (420, "NI Number"))
    texts = (
        (made.number, "employee_number"),
        (f"{made.employee.name}", "employee_name"),
        (Dates()(made.paid_on), "pay_date"),
        ("QQ 12 34 56 C", ""),
    )
    for (x, title), (text, value) in zip(headings, texts, strict=True):
        sheet.text(x, 62, title, face.tinted(GREY).sized(6.5))
        sheet.text(x, 75, text, face, value=value)
    sheet.fill(40, 84, 555, 98, (0.85, 0.88, 0.93))
    for x, title in ((46, "Payments"), (222, "Deductions"), (400, "This Year")):
        sheet.text(x, 94, title, face.bold())
    for x, rows in ((46, made.earnings), (222, made.deductions)):
        printed = [(name, DOT.bare(amount), value_of(made, name)) for name, amount in rows]
        sheet.pairs(x, 112, printed, face, at=x + 165, align="right", step=12)
    to_date = (
        ("Total Gross Pay TD", DOT(made.gross * made.months), ""),
        ("Gross for Tax TD", DOT(made.gross * made.months), ""),
        ("Tax Paid TD", DOT(made.tax * made.months), ""),
        ("Employer NI TD", DOT(made.contributions[0][1] * made.months), ""),
    )
    sheet.pairs(400, 112, to_date, face, at=548, align="right", step=12)
    _gb_sums(sheet, made, face)


def _gb_sums(sheet: Sheet, made: Pay, face: Face) -> None:
    sheet.rule(40, 250, 555)
    sheet.labelled(
        46, 264, "Total Gross Pay", DOT(made.gross), face.bold(), at=211, value="gross_pay", align="right"
    )
    sheet.labelled(
        222,
        264,
        "Total Deductions",
        DOT(made.deducted),
        face.bold(),
        at=387,
        align="right",
        value="total_deductions",
    )
    sheet.text(46, 300, made.employer.name, face.bold(), value="employer_name")
    sheet.text(46, 312, f"Tax Code: 1257L   Tax Period: {made.months}   Payment Method: BACS", face)
    sheet.labelled(
        400,
        306,
        "Net Pay",
        f"£{DOT(made.net)}",
        face.bold().sized(11),
        at=548,
        align="right",
        value="net_pay currency",
    )


def us_stub(sheet: Sheet, made: Pay) -> None:
    """An American earnings statement: rate, hours, this period, year to date, a voided cheque below."""
    face, date = Face(size=8), Dates("{mm}/{dd}/{yyyy}")
    sheet.text(48, 54, made.employer.name, face.bold().sized(12), value="employer_name")
    sheet.block(48, 67, made.employer.address, face, leading=10)
    sheet.text(564, 54, "Earnings Statement", face.bold().sized(14), align="right")
    sheet.runs(390, 72, face, "Period Beginning:  ", (date(made.start), "period_start"))
    sheet.runs(390, 84, face, "Period Ending:  ", (date(made.end), "period_end"))
    sheet.runs(390, 96, face, "Pay Date:  ", (date(made.paid_on), "pay_date"))
    sheet.text(390, 124, made.employee.name, face.bold(), value="employee_name")
    sheet.block(390, 136, made.employee.address, face, leading=11)
    sheet.runs(48, 124, face, "Employee ID:  ", (made.number, "employee_number"))
    sheet.text(48, 136, "Social Security Number:  XXX-XX-4417", face)
    y = 190.0
    for x, title in (
        (48, "Earnings"),
        (200, "rate"),
        (260, "hours"),
        (350, "this period"),
        (450, "year to date"),
    ):
        sheet.text(x, y, title, face.bold(), align="left" if x == 48 else "right")
    for name, amount in made.earnings:
        y += 13
        cells = (
            DOT((amount / 80).quantize(Decimal("0.01"))),
            "80.00",
            DOT(amount),
            DOT(amount * made.months),
        )
        sheet.text(48, y, name, face)
        for x, text in zip((200, 260, 350, 450), cells, strict=True):
            sheet.text(x, y, text, face, align="right")
    y += 15
    sheet.text(120, y, "Gross Pay", face.bold())
    sheet.text(350, y, f"${DOT(made.gross)}", face.bold(), align="right", value="gross_pay currency")
    sheet.text(450, y, DOT(made.gross * made.months), face, align="right")
    y += 26
    sheet.text(48, y, "Deductions", face.bold())
    for name, amount in made.deductions:
        y += 13
        sheet.text(60, y, name, face)
        sheet.text(350, y, f"-{DOT(amount)}", face, align="right", value=value_of(made, name))
        sheet.text(450, y, DOT(amount * made.months), face, align="right")
    y += 20
    sheet.fill(48, y - 11, 460, y + 5, (0.88, 0.88, 0.88))
    sheet.text(120, y, "Net Pay", face.bold())
    sheet.text(350, y, f"${DOT(made.net)}", face.bold(), align="right", value="net_pay")
    _us_cheque(sheet, made, face)


def _us_cheque(sheet: Sheet, made: Pay, face: Face) -> None:
    sheet.frame(48, 600, 564, 730)
    sheet.text(60, 620, f"Deposited to the account of {made.employee.name}", face)
    sheet.text(60, 640, "account number  xxxxxx4471    transit ABA  xxxx xxxx    amount", face)
    sheet.text(540, 640, f"${DOT(made.net)}", face, align="right")
    sheet.text(306, 700, "NON-NEGOTIABLE", face.bold().sized(16).tinted(GREY), align="middle")


def de_abrechnung(sheet: Sheet, made: Pay) -> None:
    """A German statement of pay: dense ruled form, taxes and social insurance apart, amount paid last."""
    face = Face(size=7.5)
    sheet.text(
        42,
        50,
        f"Abrechnung der Brutto/Netto-Bezüge für {Dates('{month} {yyyy}', 'de')(made.start)}",
        face.bold().sized(11),
    )
    sheet.text(42, 76, made.employer.name, face.bold(), value="employer_name")
    sheet.text(42, 87, " · ".join(made.employer.address), face.sized(6.5))
    sheet.text(42, 116, made.employee.name, face, value="employee_name")
    sheet.block(42, 127, made.employee.address, face, leading=11)
    sheet.frame(330, 66, 553, 140)
    rows = (
        ("Personal-Nr.", made.number, "employee_number"),
        ("Zeitraum von", Dates("{dd}.{mm}.{yyyy}")(made.start), "period_start"),
        ("Zeitraum bis", Dates("{dd}.{mm}.{yyyy}")(made.end), "period_end"),
        ("Auszahlung am", Dates("{dd}.{mm}.{yyyy}")(made.paid_on), "pay_date"),
        ("Steuerklasse / Faktor", "1 / 0,000", ""),
    )
    sheet.pairs(338, 80, rows, face, at=450)
    parts = (
        Part("Brutto-Bezüge", made.earnings, made.gross, "gross_pay", "Gesamt-Brutto"),
        Part("Gesetzliche Abzüge", made.deductions, made.deducted, "total_deductions", "Summe der Abzüge"),
    )
    y = 180.0
    for part in parts:
        y = _german_part(sheet, made, part, y)
    sheet.fill(330, y, 553, y + 22, (0.9, 0.9, 0.9))
    sheet.text(338, y + 14, "Auszahlungsbetrag", face.bold())
    sheet.text(
        545, y + 14, f"{GERMAN(made.net)} EUR", face.bold().sized(9), align="right", value="net_pay currency"
    )
    sheet.text(
        42,
        y + 50,
        f"Jahreswerte: Gesamt-Brutto {GERMAN(made.gross * made.months)}  "
        f"Lohnsteuer {GERMAN(made.tax * made.months)}",
        face.tinted(GREY),
    )


def _german_part(sheet: Sheet, made: Pay, part: Part, y: float) -> float:
    face = Face(size=7.5)
    sheet.fill(42, y - 10, 553, y + 4, (0.85, 0.85, 0.85))
    sheet.text(48, y, part.title, face.bold())
    for number, (name, amount) in enumerate(part.rows, 1):
        y += 14
        sheet.text(48, y, f"{number:03d}", face)
        sheet.text(80, y, name, face)
        sheet.text(545, y, GERMAN(amount), face, align="right", value=value_of(made, name))
        sheet.rule(42, y + 4, 553, colour=(0.8, 0.8, 0.8))
    y += 16
    sheet.text(330, y, part.total_label, face.bold())
    sheet.text(545, y, GERMAN(part.total), face.bold(), align="right", value=part.value)
    return y + 30
