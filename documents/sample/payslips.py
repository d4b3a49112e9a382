"""Payslips as PDFs in the layouts of four countries, and in looks that no payroll program has."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from random import Random

from documents.reading.types import DocumentType, Format
from documents.sample.chance import stream
from documents.sample.paying import abroad, south_african
from documents.sample.paying.anyhow import anyhow
from documents.sample.paying.pay import Pay, pay
from documents.sample.sheet import A4, LETTER, Sheet
from documents.sample.types import Sample

_Drawing = Callable[[Sheet, Pay, Random], None]


def _plain(draw: Callable[[Sheet, Pay], None]) -> _Drawing:
    """Let a layout that leaves nothing to chance stand among those that do."""
    return lambda sheet, made, _rnd: draw(sheet, made)


PAYSLIP_LAYOUTS: dict[str, tuple[str, _Drawing]] = {
    "za_boxes": ("ZA", _plain(south_african.za_boxes)),
    "za_mono": ("ZA", _plain(south_african.za_mono)),
    "za_list": ("ZA", _plain(south_african.za_list)),
    "gb_slip": ("GB", _plain(abroad.gb_slip)),
    "us_stub": ("US", _plain(abroad.us_stub)),
    "de_abrechnung": ("DE", _plain(abroad.de_abrechnung)),
    "za_any": ("ZA", anyhow),
    "gb_any": ("GB", anyhow),
    "us_any": ("US", anyhow),
}


def payslips(seed: int, count: int, layouts: Sequence[str] | None = None) -> Iterator[Sample]:
    """Give `count` payslips, the layouts in turn (names out of `PAYSLIP_LAYOUTS`; None means all)."""
    names = tuple(layouts or PAYSLIP_LAYOUTS)
    for index in range(count):
        rnd = stream(seed, "payslip", index)
        layout = names[index % len(names)]
        made = pay(rnd, PAYSLIP_LAYOUTS[layout][0])
        yield payslip(layout, made, name=f"payslip-{seed}-{index:04d}-{layout}.pdf", rnd=rnd)


def payslip(layout: str, made: Pay, *, name: str, rnd: Random | None = None) -> Sample:
    """Print a month's pay in a layout; `rnd` chooses the looks of the layouts that have many."""
    sheet = Sheet(LETTER if made.country == "US" else A4, title="Payslip")
    PAYSLIP_LAYOUTS[layout][1](sheet, made, rnd or stream("payslip looks", made.number))
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
