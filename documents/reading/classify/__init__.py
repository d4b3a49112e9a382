"""Stop-gap so that others can run the pipeline: the owner of this package overwrites this file."""

from collections.abc import Sequence

from documents.reading.types import Classified, DocumentType, Format, PageText


def classify(pages: Sequence[PageText], format: Format) -> Classified:
    t = " ".join(p.text for p in pages[:3]).lower()
    for label, words in (
        (DocumentType.PAYSLIP, ("payslip", "net pay", "nett pay")),
        (DocumentType.TAX_FORM, ("irp5", "form 1040", "w-2", "1099")),
        (DocumentType.BANK_STATEMENT, ("statement", "balance")),
        (DocumentType.INVOICE, ("invoice", "rechnung", "facture")),
        (DocumentType.RECEIPT, ("receipt", "cash", "change")),
    ):
        if any(w in t for w in words):
            return Classified(label, 0.7, "stop-gap")
    return Classified(DocumentType.OTHER, 0.4, "stop-gap")
