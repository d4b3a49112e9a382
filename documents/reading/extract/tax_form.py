"""Tax forms: kind, year, person, tax number and employer."""

from __future__ import annotations

from collections.abc import Sequence

from documents.reading.extract.forms.kinds import form_kind
from documents.reading.extract.forms.persons import person_values
from documents.reading.extract.forms.years import tax_year
from documents.reading.layout import rows
from documents.reading.types import Extraction, PageText

_PAGES = 2  # the head of a form says what it is and whose
_WITHOUT_YEAR = ("W-8", "W-9", "W-4", "Tax Compliance")  # they hold until they are renewed


def extract(pages: Sequence[PageText]) -> Extraction:
    """Read one tax form.

    Args:
        pages: the form, values of filled-in fields among the words at their place.

    Returns:
        `form_kind`, `tax_year`, `person_name`, `tax_number` and `employer_name` as far as they are
        printed; of a blank form the first two, and a problem that says so.
    """
    sheets = [rows(page) for page in pages[:_PAGES]]
    kind, year = form_kind(sheets), tax_year(sheets)
    persons = person_values(sheets)
    names = {value.name for value in persons}
    problems = []
    if kind is None:
        problems.append("The kind of tax form could not be read.")
    if year is None and not (kind and kind.normal.startswith(_WITHOUT_YEAR)):
        problems.append("The tax year could not be read.")
    if "person_name" not in names:
        problems.append(
            "No name is filled in." if not persons else "The name of the person could not be read."
        )
    values = (*(value for value in (kind, year) if value is not None), *persons)
    return Extraction(values=values, problems=tuple(problems))
