"""The fields of a label file as expected values in our names and canonical forms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from documents.evaluation.comparison import canonical, comparison_of
from documents.evaluation.labels.families import Family, is_unused, name_of
from documents.evaluation.labels.lines import decimal_of
from documents.evaluation.truth import Comparison, ExpectedValue

_IBAN_SHAPE = re.compile(r"[A-Za-z]{2}\s?\d\s?\d")  # examples write "IBAN" or "XX" there
# The statements of one file are told apart by the number before the field ("stmt0.OPBD").
_OF_STATEMENT = re.compile(r"^stmt(\d+)\.(.+)$")


def expected_values(fields: Mapping[str, Any], family: Family, kind: str) -> tuple[ExpectedValue, ...]:
    """Return the labelled values that reading claims to read.

    Two fields of one name (the issuer by his short and his full name) are one value with two right texts.

    Args:
        fields: what stands under "fields" in the label file: texts, numbers, nulls, {"amount", "currency"}.
        family: the vocabulary.
        kind: the type of the document as the source calls it.
    """
    gathered: dict[tuple[str, int | None], ExpectedValue] = {}
    for value in _values(fields, family, kind):
        known = gathered.get(key := (value.name, value.account_index))
        if known is None or known.absent:
            gathered[key] = value
        elif not value.absent:
            gathered[key] = replace(known, texts=tuple(dict.fromkeys((*known.texts, *value.texts))))
    for value in _fallbacks(fields, family):
        gathered.setdefault((value.name, value.account_index), value)
    return tuple(gathered.values())


def fields_not_mapped(fields: Mapping[str, Any], family: Family, kind: str) -> tuple[str, ...]:
    """Return "family: field" for the fields that neither the family nor the common names declare."""
    composed = {source for sources in family.composites.values() for source in sources}
    declared = composed | set(family.values) | set(family.fallbacks)
    return tuple(
        f"{family.name}: {plain}"
        for _, plain in map(_split, fields)
        if plain not in declared and not is_unused(plain, family) and name_of(plain, family, kind) is None
    )


def _values(fields: Mapping[str, Any], family: Family, kind: str) -> Iterator[ExpectedValue]:
    for source, content in fields.items():
        index, plain = _split(source)
        if plain == family.currency_field and (currency := _currency(content)):
            yield ExpectedValue("currency", (currency,), Comparison.CURRENCY, source, index)
        if (name := name_of(plain, family, kind)) and (value := _value(name, source, content, family)):
            yield value
    for name, sources in family.composites.items():
        if text := " ".join(str(fields[source]).strip() for source in sources if fields.get(source)):
            yield ExpectedValue(name, (text,), comparison_of(name), " + ".join(sources))


def _fallbacks(fields: Mapping[str, Any], family: Family) -> Iterator[ExpectedValue]:
    for source, content in fields.items():
        name = family.fallbacks.get(_split(source)[1])
        if name and (value := _value(name, source, content, family)):
            yield value


def _value(name: str, source: str, content: Any, family: Family) -> ExpectedValue | None:
    comparison, (index, _) = comparison_of(name), _split(source)
    if content is None and family.null_is_absent:
        return ExpectedValue(name, (), comparison, source, index, absent=True)
    text = _text(content, comparison, family)
    if name == "iban" and text and not _IBAN_SHAPE.match(text):
        return None
    return ExpectedValue(name, (text,), comparison, source, index) if text else None


def _text(content: Any, comparison: Comparison, family: Family) -> str | None:
    if comparison is Comparison.AMOUNT:
        amount = decimal_of(content)
        return None if amount is None else f"{amount:f}"
    if content is None or isinstance(content, Mapping | list):
        return None
    return canonical(str(content), comparison, order=family.order)


def _currency(content: Any) -> str:
    if not isinstance(content, Mapping):
        return ""
    return str(content.get("currency") or content.get("currency_code") or "")


def _split(source: str) -> tuple[int | None, str]:
    match = _OF_STATEMENT.match(source)
    return (int(match[1]), match[2]) if match else (None, source)
