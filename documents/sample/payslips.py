"""Payslips as PDFs in six layouts of four countries."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from random import Random

from documents.reading.types import DocumentType, Format
from documents.sample.chance import stream
from documents.sample.paying import abroad, south_african
from documents.sample.paying.pay import Pay, pay
from documents.sample.sheet import A4, LETTER, Sheet
from documents.sample.types import Sample

PAYSLIP_LAYOUTS: dict[str, tuple[str, Callable[[Sheet, Pay], None]]] = {
    "za_boxes": ("ZA", south_african.za_boxes),
    "za_mono": ("ZA", south_african.za_mono),
    "za_list": ("ZA", south_african.za_list),
    "gb_slip": ("GB", abroad.gb_slip),
    "us_stub": ("US", abroad.us_stub),
    "de_abrechnung": ("DE", abroad.de_abrechnung),
}


def payslips(seed: int, count: int, layouts: Sequence[str] | None = None) -> Iterator[Sample]:
    """Give `count` payslips, the layouts in turn (names out of `PAYSLIP_LAYOUTS`; None means all)."""
    names = tuple(layouts or PAYSLIP_LAYOUTS)
    for index in range(count):
        rnd = stream(seed, "payslip", index)
        layout = names[index % len(names)]
        made = pay(rnd, PAYSLIP_LAYOUTS[layout][0])
        yield payslip(layout, made, name=f"payslip-{seed}-{index:04d}-{layout}.pdf")


def payslip(layout: str, made: Pay, *, name: str) -> Sample:
    """Print a month's pay in a layout."""
    sheet = Sheet(LETTER if made.country == "US" else A4, title="Payslip")
    PAYSLIP_LAYOUTS[layout][1](sheet, made)
    known = values_of(made) | sheet.normals
    return Sample(
        name=name,
        content=sheet.finish(),
        type=DocumentType.PAYSLIP,
        format=Format.PDF,
        values={key: known[key] for key in sheet.boxes},
        boxes=dict(sheet.boxes),
        layout=layout,
    )


def values_of(made: Pay) -> dict[str, str]:
    """Return every value a payslip may print, in normal form."""
    return {
        "employer_name": made.employer.name,
        "employee_name": made.employee.name,
        "employee_number": made.number,
        "pay_date": made.paid_on.isoformat(),
        "period_start": made.start.isoformat(),
        "period_end": made.end.isoformat(),
        "currency": made.currency,
        "gross_pay": f"{made.gross:.2f}",
        "total_deductions": f"{made.deducted:.2f}",
        "tax_deducted": f"{made.tax:.2f}",
        "net_pay": f"{made.net:.2f}",
    }


def random_payslip_layout(rnd: Random, country: str) -> str:
    """Choose a layout of a country."""
    return rnd.choice([name for name, (where, _) in PAYSLIP_LAYOUTS.items() if where == country])
