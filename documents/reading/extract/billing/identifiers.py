"""The supplier's tax number and bank account, told from those of the customer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from documents.reading.extract.billing.figures import close_together, words_between
from documents.reading.extract.billing.headings import headings_at, headings_in
from documents.reading.extract.billing.printed_dates import spans_of_dates
from documents.reading.extract.vocabulary.headings import Heading
from documents.reading.layout import Row
from documents.reading.structured.identifiers import is_iban
from documents.reading.types import Box, Value, Word

# Value added tax numbers as the states of the European Union and their neighbours write them.
_EU_SHAPES = (
    r"ATU ?\d{8}",
    r"BE ?[01]?\d{3}[ .]?\d{3}[ .]?\d{3}",
    r"BG ?\d{9,10}|CY ?\d{8}[A-Z]|CZ ?\d{8,10}",
    r"DE(?: ?\d{3}){3}|DK(?: ?\d\d){4}|EE ?\d{9}|EL ?\d{9}",
    r"ES ?[A-Z]-?\d{7}[A-Z0-9]|ES ?\d{8}[A-Z]",
    r"FI ?\d{8}|FR ?[A-Z0-9]{2}(?: ?\d{3}){3}",
    r"HR ?\d{11}|HU ?\d{8}|IE ?\d[A-Z0-9]\d{5}[A-Z]{1,2}|IT ?\d{11}",
    r"LT ?\d{9,12}|LU ?\d{8}|LV ?\d{11}|MT ?\d{8}",
    r"NL ?[\d.]{9,11} ?B ?\d\d",
    r"PL ?\d{10}|PT ?\d{9}|RO ?\d{2,10}|SE ?\d{12}|SI ?\d{8}|SK ?\d{10}",
    r"GB(?: ?\d{3} ?\d{4} ?\d\d| ?\d{9}(?:\d{3})?)|XI ?\d{9}",
    r"CHE[- ]?\d{3}\.?\d{3}\.?\d{3}(?: ?(?:MWST|TVA|IVA))?",
)
_EU = re.compile(rf"(?<!\w)(?:{'|'.join(_EU_SHAPES)})(?!\w)")
_ANY = re.compile(
    r"(?<![\w/-])(?=(?:[\w/.-]| (?=\d)){0,12}\d)[A-Z]{0,4}\d(?:[\w/.-]| (?=\d)){4,24}(?<![./-])",
    re.IGNORECASE,
)
_IBAN_RUN = re.compile(r"(?<![A-Z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{2,5}){2,7}(?: ?[A-Z0-9]{1,4})?(?![A-Z0-9])")
_IBAN_LENGTHS = {
    country: int(length)
    for country, length in re.findall(
        r"([A-Z]{2})(\d{2})",
        "AT20 BE16 BG22 CH21 CY28 CZ24 DE22 DK18 EE20 ES24 FI18 FR27 GB22 GR27 HR21 HU28 IE22 IT27 "
        "LI21 LT20 LU20"
        " LV21 MC27 MT31 NL18 NO15 PL28 PT25 RO24 SE24 SI19 SK24 SM27 TR26",
    )
}


@dataclass(frozen=True, slots=True)
class PrintedIdentifier:
    """An identifier as printed."""

    text: str
    words: tuple[Word, ...]
    row: Row
    row_index: int
    start: int
    european: bool

    @property
    def box(self) -> Box:
        """Return the place of the identifier."""
        return Box.around([word.box for word in self.words])

    @property
    def normal(self) -> str:
        """Return it without spaces."""
        return "".join(self.text.split())


def tax_numbers_of(document: Sequence[Row]) -> list[PrintedIdentifier]:
    """Return what could be a tax number: of a European shape anywhere, of any shape behind its label."""
    return [
        number for index, row in enumerate(document) for number in _tax_numbers_of_row(document, row, index)
    ]


def tax_number_evidence(
    document: Sequence[Row],
    numbers: Sequence[PrintedIdentifier],
    supplier: Box | None,
    customer: Box | None,
) -> list[dict[str, float]]:
    """Return for each what speaks for its being the supplier's; the boxes are those of the parties' names."""
    return [
        _evidence(document, number, position, supplier, customer) for position, number in enumerate(numbers)
    ]


def tax_number_value(number: PrintedIdentifier, probability: float) -> Value:
    """Return the supplier's tax number as a value."""
    return _value("supplier_tax_number", number, probability, "tax number by its label and place")


def iban(document: Sequence[Row]) -> Value | None:
    """Return the bank account to pay to: the only one, or the first behind its label.

    Wrong check digits are told by low confidence, since the number is printed all the same.
    """
    found = list(_ibans(document))
    right = [number for number in found if is_iban(number.normal)]
    labelled = [number for number in found if Heading.IBAN in headings_in(number.row.text)]
    chosen = next(iter([*(number for number in right if number in labelled), *right, *labelled]), None)
    if chosen is None:
        return None
    if chosen not in right:
        return _value("iban", chosen, 0.6, "IBAN by its label, check digits wrong")
    several = len({number.normal for number in right}) > 1
    return _value("iban", chosen, 0.75 if several else 0.97, "IBAN by its check digits")


def _tax_numbers_of_row(document: Sequence[Row], row: Row, index: int) -> Iterable[PrintedIdentifier]:
    taken: list[tuple[int, int]] = spans_of_dates(row.text)
    for pattern, european in ((_EU, True), (_ANY, False)):
        for match in pattern.finditer(row.text.upper() if european else row.text):
            start, end = match.span()
            if any(start < stop and end > begin for begin, stop in taken):
                continue
            text, end = _first_run(row, start, end)
            number = PrintedIdentifier(
                text, tuple(words_between(row, start, end)), row, index, start, european
            )
            if european or _labelled(document, number):
                taken.append((start, end))
                yield number


def _first_run(row: Row, start: int, end: int) -> tuple[str, int]:
    """Cut what a column separates from the number."""
    while " " in row.text[start:end] and not close_together(list(words_between(row, start, end))):
        end = row.text.rindex(" ", start, end)
    return row.text[start:end], end


def _labelled(document: Sequence[Row], number: PrintedIdentifier) -> bool:
    headings = headings_at(document, number.row_index, number.start, number.box)
    near = Heading.TAX_NUMBER in headings.nearest and headings.gap <= 3
    above = Heading.TAX_NUMBER in headings.above and not headings.nearest
    digits = sum(character.isdigit() for character in number.text)
    return (near or above) and digits >= 5


def _evidence(
    document: Sequence[Row],
    number: PrintedIdentifier,
    position: int,
    supplier: Box | None,
    customer: Box | None,
) -> dict[str, float]:
    headings = headings_at(document, number.row_index, number.start, number.box)
    found = {f"nearest_{heading}": 1.0 for heading in headings.nearest}
    found |= {f"above_{heading}": 1.0 for heading in headings.above if not headings.nearest}
    found["european"] = float(number.european)
    found["rank"] = 1 / (1 + position)
    found["letters"] = float(bool(re.search(r"[A-Za-z]", number.text)))
    found["slashes"] = float("/" in number.text)
    found["footer"] = float(number.box.y0 > 0.85)
    if number.row.page == 1 and supplier:
        found["near_supplier"] = _near(number.box, supplier)
    if number.row.page == 1 and customer:
        found["near_customer"] = _near(number.box, customer)
        found["nearer_customer"] = float(found["near_customer"] > found.get("near_supplier", 0.0))
    return found


def _near(box: Box, name: Box) -> float:
    """Return 1 right under a name, falling to 0 far from it, above it or beside it."""
    down = box.y0 - name.y0
    across = (
        0.0
        if box.x0 < name.x1 + 0.05 and name.x0 < box.x1 + 0.05
        else min(abs(box.x0 - name.x0), abs(box.x1 - name.x1))
    )
    return max(0.0, 1 - abs(down) / 0.2 - across / 0.3) if down > -0.02 else 0.0


def _ibans(document: Sequence[Row]) -> Iterable[PrintedIdentifier]:
    for index, row in enumerate(document):
        for match in _IBAN_RUN.finditer(row.text):
            text = _whole(match[0])
            if text:
                end = match.start() + len(text)
                yield PrintedIdentifier(
                    text,
                    tuple(words_between(row, match.start(), end)),
                    row,
                    index,
                    match.start(),
                    european=True,
                )


def _whole(text: str) -> str:
    """Cut a run to the length that its country prescribes; nothing where it is shorter."""
    length = _IBAN_LENGTHS.get(text[:2])
    if length is None:
        return text if is_iban(text) else ""
    seen = 0
    for position, character in enumerate(text):
        seen += character != " "
        if seen == length:
            return text[: position + 1]
    return ""


def _value(name: str, number: PrintedIdentifier, confidence: float, rule: str) -> Value:
    return Value(name, number.text, number.normal, round(confidence, 3), number.row.page, number.box, rule)
