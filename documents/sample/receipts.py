"""Receipts as pictures of till slips, straight or crooked, clean or worn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from random import Random

from documents.reading.types import DocumentType, Format
from documents.sample import slips
from documents.sample.chance import stream
from documents.sample.degrade import Wear, scanned
from documents.sample.sheet import Face
from documents.sample.slips import Slip, basket, shops
from documents.sample.types import Sample

_FACES = (
    Face("Courier-Bold", 8.4),
    Face("Courier-Bold", 7.8),
    Face("Vera", 7.6),
    Face("Helvetica-Bold", 8.6),
)


def receipts(seed: int, count: int, layouts: Sequence[str] | None = None) -> Iterator[Sample]:
    """Give `count` receipts, the shops in turn (names in `data/shops.toml`; None means all)."""
    names = tuple(layouts or shops())
    for index in range(count):
        rnd = stream(seed, "receipt", index)
        yield receipt(rnd, names[index % len(names)], name=f"receipt-{seed}-{index:04d}")


def receipt(rnd: Random, shop_name: str, *, name: str, date: dt.date | None = None) -> Sample:
    """Print one slip of a shop and photograph it; two in ten come as a PDF with its text."""
    made = _printed(rnd, shop_name, name, date)
    if rnd.random() < 0.2:
        return made
    wear = Wear(
        dpi=rnd.choice((130, 160, 200)),
        skew=rnd.choice((0.0, rnd.uniform(-2.2, 2.2), rnd.uniform(-0.8, 0.8))),
        noise=rnd.uniform(2, 12),
        jpeg_quality=rnd.randrange(35, 88),
        blur=rnd.uniform(0.0, 0.7),
        fade=rnd.uniform(0.0, 0.35),
        shade=rnd.uniform(0.0, 0.25),
        grey=rnd.random() < 0.5,
    )
    kind = rnd.choice((Format.JPEG, Format.JPEG, Format.JPEG, Format.PNG, Format.PDF, Format.TIFF))
    return scanned(made, rnd.randrange(10**6), wear, kind)


def _printed(rnd: Random, shop_name: str, name: str, date: dt.date | None) -> Sample:
    shop = shops()[shop_name]
    shop = {**shop, "name": rnd.choice(shop["names"])}
    bought = basket(rnd, shop, date)
    slip = Slip(shop, bought, rnd, rnd.choice(_FACES), 26 + 2 * len(bought.items))
    slips.header(slip)
    slips.facts(slip)
    slips.items(slip)
    slips.totals(slip)
    slips.farewell(slip)
    known = {
        "supplier_name": shop["name"],
        "supplier_tax_number": shop["tax_number"],
        "receipt_number": bought.number,
        "receipt_date": bought.date.isoformat(),
        "currency": shop["currency"],
        "net_total": f"{bought.net:.2f}",
        "tax_total": f"{bought.tax:.2f}",
        "gross_total": f"{bought.gross:.2f}",
    }
    return Sample(
        name=f"{name}-{shop_name}.pdf",
        content=slip.sheet.finish(),
        type=DocumentType.RECEIPT,
        format=Format.PDF,
        values={key: known[key] for key in slip.sheet.boxes},
        lines=tuple(slip.positions),
        boxes=dict(slip.sheet.boxes),
        layout=shop_name,
        notes=("rounded to the smallest coin",) if bought.rounding else (),
    )
