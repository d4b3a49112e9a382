"""The :86: field of MT940 as a sentence: structured by ?20 or >20, by /NAME/, by SVWZ+, or free."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CODED = re.compile(r"^\s*\d{3}([?>~@^+!%&/$#])\d{2}")
_FULL_PART = 27  # letters in a subfield; a shorter one ended in spaces that were cut off
_FULL_LINE = 65  # letters in a line of the message
_TAG = 4  # letters of ":86:", which are part of the first line
_BOOKING_TEXT = ("00",)
_PURPOSE = tuple(f"{number:02}" for number in (*range(20, 30), *range(60, 64)))
_NAME = ("32", "33")
_KEYWORD = re.compile(r"(?:(EREF|KREF|MREF|CRED|DEBT|COAM|OAMT|SVWZ|ABWA|ABWE|BREF|RREF|IBAN|BIC)\+|(MTLG):)")
_REFERENCES = {"EREF", "KREF", "MREF", "CRED", "DEBT", "BREF", "RREF", "IBAN", "BIC"}
_SLASHED = re.compile(
    r"/(EREF|KREF|MARF|RTRN|TRTP|NAME|REMI|IBAN|BIC|CSID|ISDT|BENM|ORDP|PREF|USTD|STRD|PURP|ID|CNTP|ULTC|ULTD)/"
)


@dataclass(frozen=True, slots=True)
class Details:
    """What an :86: field tells of a booking."""

    description: str
    reference: str = ""


def details_of(lines: list[str]) -> Details:
    """Read the lines of an :86: field.

    Source: SWIFT Standards MT940 field 86; DK-Abkommen Anlage 3 chapter 8 (German structure); the Dutch
    banks' structure with words between slashes.
    """
    text = _joined(lines)
    if match := _CODED.match(text):
        return _coded(text[match.start(1) :], match[1])
    if len(_SLASHED.findall(text)) > 1:
        return _slashed(text)
    return Details(" ".join(text.split()), _keyword_value(text, "EREF"))


def _joined(lines: list[str]) -> str:
    """Join lines that were broken at 65 letters in the middle of words, others with a space."""
    text = ""
    for number, line in enumerate(lines):
        length = len(lines[number - 1]) if number else 0
        broken = length >= _FULL_LINE or (number == 1 and length == _FULL_LINE - _TAG)
        text += line if broken or not text else f" {line}"
    structured = "".join(lines)
    return structured if _CODED.match(structured) else text


def _coded(text: str, separator: str) -> Details:
    parts: dict[str, str] = {}
    for match in re.finditer(rf"{re.escape(separator)}(\d\d)((?:(?!{re.escape(separator)}\d\d).)*)", text):
        parts.setdefault(match[1], match[2])
    purpose = _concatenated([parts[code] for code in _PURPOSE if code in parts])
    booking_text = _concatenated([parts[code] for code in _BOOKING_TEXT if code in parts])
    name = _concatenated([parts[code] for code in _NAME if code in parts])
    shown = [booking_text, name, _purpose(purpose)]
    return Details(" ".join(part for part in shown if part), _keyword_value(purpose, "EREF", "KREF"))


def _concatenated(parts: list[str]) -> str:
    text = ""
    for number, part in enumerate(parts):
        cut = number > 0 and len(parts[number - 1]) < _FULL_PART
        text += f" {part}" if cut or _KEYWORD.match(part) else part
    return " ".join(text.split())


def _purpose(text: str) -> str:
    """Return the purpose that follows SVWZ+ where the bank marks it, else all that is no reference."""
    values = _keyword_values(text)
    if values.get("SVWZ"):
        return values["SVWZ"]
    shown = [value for keyword, value in values.items() if keyword not in _REFERENCES and value]
    return " ".join(shown) or text


def _keyword_value(text: str, *keywords: str) -> str:
    values = _keyword_values(text)
    return next((values[keyword] for keyword in keywords if values.get(keyword)), "")


def _keyword_values(text: str) -> dict[str, str]:
    """Return what follows each keyword up to the next one; what stands before the first has the key ""."""
    found = list(_KEYWORD.finditer(text))
    starts = [match.start() for match in found]
    values = {"": text[: starts[0] if starts else None].strip()}
    for match, end in zip(found, [*starts[1:], len(text)], strict=False):
        values.setdefault(match[1] or match[2], text[match.end() : end].strip())
    return values


def _slashed(text: str) -> Details:
    found = list(_SLASHED.finditer(text))
    ends = [match.start() for match in found[1:]] + [len(text)]
    values: dict[str, str] = {}
    for match, end in zip(found, ends, strict=True):
        values.setdefault(match[1], " ".join(text[match.end() : end].strip("/ ").split()))
    purpose = next((values[key] for key in ("USTD", "REMI", "STRD") if values.get(key)), "")
    purpose = re.sub(r"^(?:USTD|STRD)/+", "", purpose)
    before = " ".join(text[: found[0].start()].split())
    shown = [before, values.get("TRTP", ""), values.get("NAME", ""), purpose]
    return Details(" ".join(part for part in shown if part), values.get("EREF", ""))
