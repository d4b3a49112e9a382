"""What tests ask of a reading: its values by name, its amounts, and what its pages print at a place."""

from documents.reading.structured import StructuredReading
from documents.reading.types import CheckResult, Line, Outcome, Value


def values(reading: StructuredReading, account: str = "") -> dict[str, str]:
    """Return the canonical values of one account."""
    return {value.name: value.normal for value in reading.extraction.values if value.account == account}


def value(reading: StructuredReading, name: str) -> Value:
    """Return the only value of a name."""
    (found,) = [value for value in reading.extraction.values if value.name == name]
    return found


def amounts(reading: StructuredReading) -> list[str]:
    """Return the amounts of the lines in their order."""
    return [str(line.amount) for line in reading.extraction.lines]


def outcomes(reading: StructuredReading) -> dict[str, Outcome]:
    """Return how the checks of a reading with one account ended."""
    return {check.kind: check.outcome for check in reading.extraction.checks}


def check(reading: StructuredReading, kind: str, account: str = "") -> CheckResult:
    """Return one check."""
    (found,) = [c for c in reading.extraction.checks if (c.kind, c.account) == (kind, account)]
    return found


def printed_at(reading: StructuredReading, item: Value | Line) -> str:
    """Return the words of the page that touch the box of a value or line."""
    assert item.page is not None
    assert item.box is not None
    box = item.box
    return " ".join(
        word.text
        for word in reading.pages[item.page - 1].words
        if word.box.x0 < box.x1 and word.box.x1 > box.x0 and word.box.y0 < box.y1 and word.box.y1 > box.y0
    )
