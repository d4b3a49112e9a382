"""Synthetic financial documents with exact truth, from a seed: for demonstration, tests and scoring."""

from documents.sample.degrade import Wear, scan, scanned
from documents.sample.demonstration import demo
from documents.sample.invoices import invoices
from documents.sample.payslips import payslips
from documents.sample.receipts import receipts
from documents.sample.statements import statements
from documents.sample.structured import structured
from documents.sample.tax_forms import tax_forms
from documents.sample.types import Sample, SampleLine

__all__ = [
    "Sample",
    "SampleLine",
    "Wear",
    "demo",
    "invoices",
    "payslips",
    "receipts",
    "scan",
    "scanned",
    "statements",
    "structured",
    "tax_forms",
]
