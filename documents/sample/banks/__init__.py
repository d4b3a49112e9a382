"""The layouts of bank statements, by name."""

from documents.sample.banks.cards import GOLD, HARBOUR
from documents.sample.banks.deccan import DECCAN
from documents.sample.banks.drakens import DRAKENS
from documents.sample.banks.garonne import GARONNE
from documents.sample.banks.helvetia import HELVETIA
from documents.sample.banks.karoo import KAROO
from documents.sample.banks.kasi import KASI
from documents.sample.banks.kauri import KAURI
from documents.sample.banks.layout import Layout
from documents.sample.banks.merino import MERINO
from documents.sample.banks.ohio import OHIO
from documents.sample.banks.pennine import PENNINE
from documents.sample.banks.protea import PROTEA
from documents.sample.banks.rheintal import RHEINTAL
from documents.sample.banks.table_bay import TABLE_BAY
from documents.sample.banks.umhlanga import UMHLANGA
from documents.sample.banks.vlei import VLEI
from documents.sample.banks.waterkant import WATERKANT
from documents.sample.banks.wild import wild

SOUTH_AFRICAN = (KAROO, PROTEA, UMHLANGA, TABLE_BAY, DRAKENS, MERINO, KASI, VLEI)
INTERNATIONAL = (OHIO, PENNINE, RHEINTAL, GARONNE, WATERKANT, KAURI, DECCAN, HELVETIA)
CARDS = (GOLD, HARBOUR)
LAYOUTS: dict[str, Layout] = {layout.name: layout for layout in (*SOUTH_AFRICAN, *INTERNATIONAL, *CARDS)}


def layout_of(name: str) -> Layout:
    """Return a layout by name: one of `LAYOUTS`, or "wild-N" for any N.

    Raises:
        KeyError: there is no such layout.
    """
    if name.startswith("wild-"):
        return wild(int(name.removeprefix("wild-")))
    return LAYOUTS[name]


__all__ = ["CARDS", "INTERNATIONAL", "LAYOUTS", "SOUTH_AFRICAN", "Layout", "layout_of", "wild"]
