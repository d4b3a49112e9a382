"""A label file, or a line of the manifest alone, as the truth about a document."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from documents.evaluation.comparison import comparison_of, form_kind
from documents.evaluation.labels.arithmetic import reconciles
from documents.evaluation.labels.boxes import expected_boxes
from documents.evaluation.labels.families import Family, family_of
from documents.evaluation.labels.lines import expected_lines
from documents.evaluation.labels.types import accepted_types, is_unknown_type
from documents.evaluation.labels.values import expected_values, fields_not_mapped
from documents.evaluation.truth import Comparison, ExpectedLine, ExpectedValue, Truth
from documents.reading.types import DocumentType


def truth_of(label: Mapping[str, Any]) -> Truth:
    """Return what a label file says, in our names; what it says in words nobody declared is listed.

    Args:
        label: the JSON of a label file: "type", "fields", "lines", "boxes", "label_basis", "lines_complete".
            Any of them may be missing or of an unexpected shape: that part is then unknown.
    """
    fields, lines = _mapping(label.get("fields")), _sequence(label.get("lines"))
    line_keys = frozenset(key for line in lines if isinstance(line, Mapping) for key in line)
    family = family_of(frozenset(fields), line_keys, str(label.get("label_basis") or ""))
    kind = str(label.get("type") or "")
    values = expected_values(fields, family, kind)
    types = accepted_types(kind)
    # What a broker's notice settles is no line of a statement: reading does not claim to give lines there.
    notice = DocumentType.BROKER_NOTICE in types
    booked = () if notice else expected_lines(lines, family.order)
    complete = not notice and _complete(label, family, booked)
    return Truth(
        family=family.name,
        label=kind,
        types=types,
        values=(*values, *_of_type(kind)),
        lines=booked,
        lines_complete=complete,
        lines_imported=family.lines_imported,
        signs_known=family.signs_known,
        boxes=expected_boxes(_sequence(label.get("boxes")), family, kind),
        reconciles=reconciles(values, booked) if complete else None,
        not_mapped=(*_unknown_type(kind), *fields_not_mapped(fields, family, kind)),
    )


def truth_of_manifest(doc_type: str, labels: str, path: str) -> Truth:
    """Return what one line of the manifest says about a file without labels of its own.

    Args:
        doc_type: the column of that name.
        labels: the column of that name, which says where the type comes from.
        path: where the source had the file; a form's year may stand in it.
    """
    truth = Truth(
        family="type_only",
        label=doc_type,
        types=accepted_types(doc_type),
        weak_type="mostly" in labels,
        values=_of_type(doc_type),
        not_mapped=_unknown_type(doc_type),
    )
    return _blank_form(truth, path) if "form id" in labels else truth


def _blank_form(truth: Truth, path: str) -> Truth:
    # Nobody has filled the form in: a person or a number read from it is invented.
    nobody = (
        ExpectedValue(name, (), comparison_of(name), "(blank form)", absent=True)
        for name in ("person_name", "tax_number")
    )
    year = re.search(r"(?:^|/)Y?((?:19|20)\d\d)(?:/|$)", path)
    years = (
        (ExpectedValue("tax_year", (year[1],), Comparison.IDENTIFIER, "(path)", weak=True),) if year else ()
    )
    return replace(truth, family="blank_form", values=(*truth.values, *years, *nobody))


def _of_type(kind: str) -> tuple[ExpectedValue, ...]:
    base, _, form = kind.partition(":")
    if base != "tax_form" or not form:
        return ()
    return (ExpectedValue("form_kind", (form_kind(form),), Comparison.FORM_KIND, "(type)"),)


def _unknown_type(kind: str) -> tuple[str, ...]:
    return (f"type {kind}",) if is_unknown_type(kind) else ()


def _complete(label: Mapping[str, Any], family: Family, lines: Sequence[ExpectedLine]) -> bool:
    said = label.get("lines_complete")
    return said if isinstance(said, bool) else bool(lines) and family.lines_complete


def _mapping(value: Any) -> Mapping[str, Any]:
    if isinstance(value, list):  # [{"name": ..., "value": ...}], as many annotation tools export
        named = (entry for entry in value if isinstance(entry, Mapping))
        return {str(e.get("name") or e.get("field")): e.get("value", e.get("text")) for e in named}
    return value if isinstance(value, Mapping) else {}


def _sequence(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else ()
