"""What became of one file: the rows from which every figure is computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Found(StrEnum):
    """How a labelled value fared; INVENTED is a value read that the document certainly does not carry."""

    RIGHT = "right"
    WRONG = "wrong"
    MISSING = "missing"
    INVENTED = "invented"


class LineFault(StrEnum):
    """Why a labelled line was not found."""

    SIGN = "sign"
    DATE = "date"
    AMOUNT = "amount"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class ValueOutcome:
    """One labelled value beside what was read.

    `box_hit` is None where no labelled box can be compared; `in_text` None where the pages carry no text: it
    tells a value that the text does not hold (OCR's miss) from one that was not picked (extraction's miss).
    """

    name: str
    result: Found
    expected: str
    found: str = ""
    confidence: float = 0.0
    rule: str = ""
    box_overlap: float | None = None
    box_hit: bool | None = None
    in_text: bool | None = None


@dataclass(frozen=True, slots=True)
class LineOutcome:
    """The labelled lines of one file beside those read."""

    expected: int
    found: int
    matched: int
    described: int  # matched lines whose labels have a description
    described_right: int
    balances: int  # matched lines whose labels have a running balance
    balances_right: int
    complete: bool  # every line of the document is labelled
    imported: bool  # the labels are what an importer books: lines beyond them may be right
    extra: int  # lines read beyond the labelled ones
    faults: Mapping[str, int]
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """All that one file gave. `error` is set where reading it raised or was ended from outside."""

    path: str
    format: str = ""
    status: str = ""
    reasons: tuple[str, ...] = ()
    seconds: float = 0.0
    error: str = ""
    step_errors: tuple[str, ...] = ()
    failure_code: str = ""
    family: str = ""
    label: str = ""
    types: tuple[str, ...] = ()
    weak_type: bool = False
    type_found: str = ""
    type_confidence: float = 0.0
    type_model: str = ""
    values: tuple[ValueOutcome, ...] = ()
    values_read: int = 0
    lines: LineOutcome | None = None
    lines_read: int = 0
    reconciles: bool | None = None  # what the labels say
    reconciled: bool | None = None  # what the checks say
    checks: Mapping[str, str] | None = None
    text_source: str = ""
    not_mapped: tuple[str, ...] = ()
    layout: str = ""
    tampered: bool = False

    @property
    def type_right(self) -> bool | None:
        """Whether the type is one of those that count as right; None without a label or an answer."""
        if not self.types:
            return None
        return self.type_found in self.types

    @property
    def has_content_labels(self) -> bool:
        """Whether anything beside the type is labelled."""
        return bool(self.values) or self.lines is not None

    @property
    def faulty(self) -> bool:
        """Whether anything that the labels can judge is not as it should be."""
        lines_wrong = self.lines is not None and (
            self.lines.matched < self.lines.expected
            or (self.lines.complete and not self.lines.imported and self.lines.extra > 0)
        )
        return (
            self.type_right is False
            or any(value.result is not Found.RIGHT for value in self.values)
            or lines_wrong
        )

    def as_json(self) -> dict[str, Any]:
        """Return the row as plain data for one line of JSON."""
        return {**asdict(self), "type_right": self.type_right, "faulty": self.faulty}
