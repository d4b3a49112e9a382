"""The layouts of bank statements, by name."""

from documents.sample.banks.drakens import DRAKENS
from documents.sample.banks.karoo import KAROO
from documents.sample.banks.layout import Layout
from documents.sample.banks.merino import MERINO
from documents.sample.banks.protea import PROTEA
from documents.sample.banks.table_bay import TABLE_BAY
from documents.sample.banks.umhlanga import UMHLANGA

LAYOUTS: dict[str, Layout] = {
    layout.name: layout for layout in (KAROO, PROTEA, UMHLANGA, TABLE_BAY, DRAKENS, MERINO)
}

__all__ = ["LAYOUTS", "Layout"]
