"""Tax forms as PDFs: South African certificates and notices, American statements."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from documents.reading.types import DocumentType, Format
from documents.sample.chance import stream
from documents.sample.sheet import A4, LETTER, Sheet
from documents.sample.taxing import american, south_african
from documents.sample.taxing.facts import TaxFacts, facts
from documents.sample.types import Sample

TAX_LAYOUTS: dict[str, tuple[str, Callable[[Sheet, TaxFacts], None]]] = {
    "irp5": ("ZA", south_african.irp5),
    "ita34": ("ZA", south_african.ita34),
    "tax_clearance": ("ZA", south_african.tax_clearance),
    "w2": ("US", american.w2),
    "1099_nec": ("US", american.nec),
}


def tax_forms(seed: int, count: int, layouts: Sequence[str] | None = None) -> Iterator[Sample]:
    """Give `count` tax forms, the layouts in turn (names out of `TAX_LAYOUTS`; None means all)."""
    names = tuple(layouts or TAX_LAYOUTS)
    for index in range(count):
        rnd = stream(seed, "tax form", index)
        layout = names[index % len(names)]
        made = facts(rnd, TAX_LAYOUTS[layout][0])
        yield tax_form(layout, made, name=f"tax-{seed}-{index:04d}-{layout}.pdf")


def tax_form(layout: str, made: TaxFacts, *, name: str) -> Sample:
    """Print a form."""
    country, draw = TAX_LAYOUTS[layout]
    sheet = Sheet(LETTER if country == "US" else A4, title=layout)
    draw(sheet, made)
    known = {
        "tax_year": str(made.year),
        "tax_number": made.person.tax_number,
        "employer_name": made.employer.name,
    } | sheet.normals
    return Sample(
        name=name,
        content=sheet.finish(),
        type=DocumentType.TAX_FORM,
        format=Format.PDF,
        values={key: known[key] for key in sheet.boxes},
        boxes=dict(sheet.boxes),
        layout=layout,
    )
