"""South African payslips: ruled boxes, dot matrix, and a modern list."""

from __future__ import annotations

from documents.sample.paying.pay import Part, Pay, value_of
from documents.sample.printing import DOT, SPACED, Dates
from documents.sample.sheet import GREY, WHITE, Face, Sheet

_BODY = Face(size=8.5)
_BLUE = (0.15, 0.3, 0.5)


def za_boxes(sheet: Sheet, made: Pay) -> None:
    """Ruled boxes: company and employee above, earnings left, deductions right, net pay in a corner."""
    date = Dates("{dd}/{mm}/{yyyy}")
    sheet.text(42, 56, made.employer.name, _BODY.bold().sized(14), value="employer_name")
    sheet.block(42, 70, made.employer.address, _BODY.tinted(GREY), leading=10.5)
    sheet.text(553, 56, "PAYSLIP", _BODY.bold().sized(18).tinted(_BLUE), align="right")
    sheet.frame(42, 118, 553, 190)
    left = (
        ("Employee Name", made.employee.name, "employee_name"),
        ("Employee Code", made.number, "employee_number"),
        ("ID Number", made.employee.id_number, ""),
        ("Job Title", made.job, ""),
    )
    right = (
        ("Pay Date", date(made.paid_on), "pay_date"),
        ("Period Start", date(made.start), "period_start"),
        ("Period End", date(made.end), "period_end"),
        ("Tax Ref No", made.employee.tax_number, ""),
    )
    sheet.pairs(50, 134, left, _BODY, at=140, step=15)
    sheet.pairs(320, 134, right, _BODY, at=410, step=15)
    sheet.frame(42, 200, 297, 470)
    sheet.frame(297, 200, 553, 470)
    sheet.fill(42, 200, 553, 218, _BLUE)
    for x, title in ((50, "EARNINGS"), (305, "DEDUCTIONS")):
        sheet.text(x, 213, title, _BODY.bold().tinted(WHITE))
    for x, rows in ((50, made.earnings), (305, made.deductions)):
        printed = [(name, DOT.bare(amount), value_of(made, name)) for name, amount in rows]
        sheet.pairs(x, 236, printed, _BODY, at=x + 240, align="right", step=15)
    _za_sums(sheet, made)
    _contributions(sheet, made, 42, 500)


def _za_sums(sheet: Sheet, made: Pay) -> None:
    sheet.rule(42, 446, 553)
    sheet.labelled(
        50, 462, "Total Earnings", DOT(made.gross), _BODY.bold(), at=290, value="gross_pay", align="right"
    )
    sheet.labelled(
        305,
        462,
        "Total Deductions",
        DOT(made.deducted),
        _BODY.bold(),
        at=545,
        align="right",
        value="total_deductions",
    )
    sheet.fill(297, 480, 553, 506, (0.9, 0.93, 0.97))
    sheet.labelled(
        305,
        497,
        "NET PAY",
        f"R {DOT(made.net)}",
        _BODY.bold().sized(12),
        at=545,
        align="right",
        value="net_pay currency",
    )


def _contributions(sheet: Sheet, made: Pay, x: float, y: float) -> None:
    sheet.text(x, y, "Company contributions", _BODY.bold())
    rows = [(name, DOT(amount), "") for name, amount in made.contributions]
    rows.append(("Year to date taxable", DOT(made.gross * made.months), ""))
    rows.append(("Year to date tax", DOT(made.tax * made.months), ""))
    sheet.pairs(x, y + 15, rows, _BODY, at=x + 200, align="right")


def za_mono(sheet: Sheet, made: Pay) -> None:
    """A dot-matrix slip: fixed pitch, dashes, one column of amounts each for the month and to date."""
    face, bold, date = Face("Courier", 9), Face("Courier-Bold", 9), Dates("{dd} {MON} {yyyy}")
    dashes = "-" * 92
    sheet.text(48, 60, made.employer.name, bold, value="employer_name")
    sheet.text(400, 60, "SALARY ADVICE", bold)
    sheet.text(48, 72, dashes, face)
    sheet.runs(48, 86, face, "EMP NO   : ", (made.number, "employee_number"))
    sheet.runs(48, 99, face, "NAME     : ", (made.employee.name, "employee_name"))
    sheet.runs(48, 112, face, "ID NO    : ", made.employee.id_number)
    sheet.runs(330, 86, face, "PERIOD END : ", (date(made.end), "period_end"))
    sheet.runs(330, 99, face, "DATE PAID  : ", (date(made.paid_on), "pay_date"))
    sheet.runs(330, 112, face, "DEPARTMENT : ", f"{made.job.upper()}")
    sheet.text(48, 125, dashes, face)
    sheet.text(48, 138, "DESCRIPTION", face)
    for x, title in ((380, "THIS PERIOD"), (545, "YEAR TO DATE")):
        sheet.text(x, 138, title, face, align="right")
    y = 158.0
    for title, rows in (("INCOME", made.earnings), ("DEDUCTIONS", made.deductions)):
        sheet.text(48, y, title, bold)
        for name, amount in rows:
            y += 13
            sheet.text(60, y, name.upper(), face)
            sheet.text(380, y, SPACED(amount), face, align="right", value=value_of(made, name))
            sheet.text(545, y, SPACED(amount * made.months), face, align="right")
        y += 13
        total, value = (made.gross, "gross_pay") if title == "INCOME" else (made.deducted, "total_deductions")
        sheet.text(48, y, f"TOTAL {title}", bold)
        sheet.text(380, y, SPACED(total), bold, align="right", value=value)
        sheet.text(545, y, SPACED(total * made.months), bold, align="right")
        y += 22
    sheet.text(48, y, dashes, face)
    sheet.text(48, y + 14, "NETT PAY", bold)
    sheet.text(380, y + 14, SPACED(made.net), bold, align="right", value="net_pay")
    sheet.text(48, y + 28, dashes, face)
    sheet.runs(48, y + 46, face, "LEAVE DUE 12.50   UIF 177.12   PAID INTO ACC ****4471")


def za_list(sheet: Sheet, made: Pay) -> None:
    """A modern slip: one list with earnings then deductions as negative amounts, a big net amount above."""
    face, date = Face("Vera", 8), Dates("{d} {month} {yyyy}")
    sheet.fill(0, 0, sheet.width, 96, (0.1, 0.45, 0.42))
    sheet.text(42, 44, made.employer.name, face.bold().sized(13).tinted(WHITE), value="employer_name")
    sheet.text(42, 62, f"Payslip for {Dates('{month} {yyyy}')(made.start)}", face.tinted(WHITE))
    sheet.text(553, 44, "Take-home pay", face.tinted(WHITE), align="right")
    sheet.text(
        553,
        68,
        f"R{SPACED(made.net)}",
        face.bold().sized(18).tinted(WHITE),
        align="right",
        value="net_pay currency",
    )
    titles = (
        ("Employee", made.employee.name, "employee_name"),
        ("Employee number", made.number, "employee_number"),
        ("Paid on", date(made.paid_on), "pay_date"),
    )
    for place, (label, text, value) in enumerate(titles):
        sheet.text(42 + place * 175, 122, label, face.sized(7).tinted(GREY))
        sheet.text(42 + place * 175, 136, text, face.bold(), value=value)
    sheet.runs(
        42,
        156,
        face,
        "Pay period ",
        (date(made.start), "period_start"),
        " - ",
        (date(made.end), "period_end"),
    )
    y = 190.0
    y = _list(sheet, made, Part("Gross earnings", made.earnings, made.gross, "gross_pay"), y)
    y = _list(sheet, made, Part("Deductions", made.deductions, made.deducted, "total_deductions"), y)
    sheet.text(
        42,
        y + 10,
        f"SDL paid by employer R{made.contributions[-1][1]}. PAYE ref {made.employer.tax_number}",
        face.sized(7).tinted(GREY),
    )


def _list(sheet: Sheet, made: Pay, part: Part, y: float) -> float:
    face = Face("Vera", 8)
    minus = "- " if part.value == "total_deductions" else ""
    sheet.text(42, y, part.title, face.bold().sized(9))
    sheet.text(553, y, f"R{SPACED(part.total)}", face.bold().sized(9), align="right", value=part.value)
    for name, amount in part.rows:
        y += 16
        sheet.rule(42, y - 11, 553, colour=(0.85, 0.85, 0.85))
        sheet.text(54, y, name, face)
        sheet.text(553, y, f"{minus}R{SPACED(amount)}", face, align="right", value=value_of(made, name))
    return y + 32
