"""What the steps of reading hand to each other: frozen, plain, picklable, free of Django."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


class Format(StrEnum):
    """What a file is by its content, whatever its name says."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"
    TIFF = "tiff"
    CSV = "csv"
    XLSX = "xlsx"
    XLS = "xls"
    OFX = "ofx"
    QIF = "qif"
    MT940 = "mt940"
    CAMT = "camt"
    EINVOICE = "einvoice"
    XML = "xml"
    TEXT = "text"
    EMPTY = "empty"
    UNKNOWN = "unknown"


class DocumentType(StrEnum):
    """The labels a document can be classified as."""

    BANK_STATEMENT = "bank_statement"
    CREDIT_CARD_STATEMENT = "credit_card_statement"
    INVOICE = "invoice"
    RECEIPT = "receipt"
    PAYSLIP = "payslip"
    TAX_FORM = "tax_form"
    BROKER_NOTICE = "broker_notice"
    LOAN_APPLICATION = "loan_application"
    OTHER = "other"


class TextSource(StrEnum):
    """Where a page's words come from."""

    TEXT_LAYER = "text_layer"
    OCR = "ocr"
    STRUCTURED = "structured"
    NONE = "none"


# Values that identify a person or an account, and names of persons: shown only to who may read the document,
# sealed where they are stored. Source: POPIA s105 makes account numbers a class of their own.
IDENTIFIERS = frozenset({"account_number", "iban", "tax_number", "supplier_tax_number", "employee_number"})
PERSONAL_NAMES = frozenset({"account_holder", "person_name", "employee_name", "customer_name"})


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a page as fractions of its width and height; origin top left, 0 <= x0 <= x1 <= 1."""

    x0: float
    y0: float
    x1: float
    y1: float

    def union(self, other: Box) -> Box:
        """Return the smallest box that holds both."""
        return Box(
            min(self.x0, other.x0),
            min(self.y0, other.y0),
            max(self.x1, other.x1),
            max(self.y1, other.y1),
        )

    @staticmethod
    def around(boxes: list[Box]) -> Box:
        """Return the smallest box that holds all of a non-empty list."""
        result = boxes[0]
        for box in boxes[1:]:
            result = result.union(box)
        return result


@dataclass(frozen=True, slots=True)
class Word:
    """One word as printed, its place (tight, for highlighting) and how sure the text is (0..1)."""

    text: str
    box: Box
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class PageText:
    """One page: words in reading order; `text` is the same words with line breaks.

    `width` and `height` are in points (1/72 inch) for PDFs and in pixels for images.
    """

    number: int  # from 1
    width: float
    height: float
    words: tuple[Word, ...]
    text: str
    source: TextSource
    confidence: float = 1.0  # mean over the words


@dataclass(frozen=True, slots=True)
class Value:
    """One value read: what is printed, what it means, how sure, and where.

    `normal` is canonical: dates ISO 8601, amounts plain decimals with a dot ("-1234.50"), currencies
    ISO 4217, identifiers without spaces, text with single spaces. `rule` names what found it.
    Names in use, by type of document:
    statements: account_number, account_holder, bank_name, iban, currency, statement_number, period_start,
        period_end, opening_balance, closing_balance, total_credits, total_debits
    invoices: supplier_name, supplier_tax_number, customer_name, invoice_number, invoice_date, due_date,
        currency, net_total, tax_total, gross_total, amount_due, iban
    receipts: supplier_name, supplier_tax_number, receipt_number, receipt_date, currency, net_total,
        tax_total, gross_total
    payslips: employer_name, employee_name, employee_number, pay_date, period_start, period_end, currency,
        gross_pay, total_deductions, tax_deducted, net_pay
    tax forms: form_kind, tax_year, person_name, tax_number, employer_name
    """

    name: str
    text: str
    normal: str
    confidence: float
    page: int | None = None
    box: Box | None = None
    rule: str = ""
    account: str = ""  # tells the accounts of one file apart, as in Line


@dataclass(frozen=True, slots=True)
class Line:
    """One booking of a statement or one position of an invoice, in the order of the document.

    `amount` is signed: money in is positive, money out negative (invoice positions: net amount).
    `balance` is the running balance printed after the booking, if any.
    `account` tells the accounts of one file apart (structured files may hold several statements).
    """

    number: int  # from 1
    date: dt.date | None
    description: str
    amount: Decimal | None
    balance: Decimal | None = None
    value_date: dt.date | None = None
    reference: str = ""
    account: str = ""
    confidence: float = 1.0
    page: int | None = None
    box: Box | None = None


class Outcome(StrEnum):
    """How a check ended; NOT_POSSIBLE means that a figure it needs is missing."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_POSSIBLE = "not_possible"


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One piece of arithmetic: what was expected, what was found, and the first line that breaks."""

    kind: str  # e.g. "statement_sum", "running_balance", "invoice_total", "payslip_net"
    outcome: Outcome
    detail: str  # one sentence for a person
    expected: Decimal | None = None
    found: Decimal | None = None
    line_number: int | None = None
    account: str = ""


@dataclass(frozen=True, slots=True)
class Classified:
    """A type with its calibrated probability, and the runners-up."""

    label: DocumentType
    confidence: float
    model: str  # which rule or model version said so
    alternatives: tuple[tuple[DocumentType, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Extraction:
    """What an extractor made of the pages."""

    values: tuple[Value, ...] = ()
    lines: tuple[Line, ...] = ()
    checks: tuple[CheckResult, ...] = ()
    problems: tuple[str, ...] = ()  # sentences: what could not be read, for a person


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page as a picture, for the screen."""

    number: int
    mime: str
    content: bytes = field(repr=False)
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a reading: how long it took, and how it failed if it did."""

    name: str
    seconds: float
    error: str = ""


class UnreadableError(Exception):
    """The file cannot be read; the message says why and what to do, for a person."""

    def __init__(self, code: str, message: str) -> None:
        """Take a stable code ("encrypted", "damaged", "empty", ...) and a sentence."""
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Reading:
    """All that reading one file gave. `failure` is set when nothing could be read."""

    format: Format
    mime: str
    pages: tuple[PageText, ...] = ()
    images: tuple[PageImage, ...] = ()
    classified: Classified | None = None
    extraction: Extraction = Extraction()
    steps: tuple[Step, ...] = ()
    problems: tuple[str, ...] = ()
    failure_code: str = ""
    failure: str = ""
