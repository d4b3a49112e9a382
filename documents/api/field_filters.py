"""Parameters like `field.invoice_number=INV-1`: which there are, and what is refused."""

from __future__ import annotations

from django.http import QueryDict
from rest_framework.exceptions import ValidationError

from documents.holding_values import FINDABLE_FIELDS

PREFIX = "field."
MAX_FIELDS = 5
MAX_VALUES = 20
MAX_VALUE_LENGTH = 200


def fields_asked(params: QueryDict) -> dict[str, list[str]]:
    """Return the names and values of fields that a list is narrowed by.

    Raises:
        ValidationError: a field has no such name, or too much is asked at once.
    """
    asked = {name: params.getlist(name) for name in params if name.startswith(PREFIX)}
    if len(asked) > MAX_FIELDS:
        raise ValidationError({PREFIX: f"At most {MAX_FIELDS} fields at once."})
    return {name.removeprefix(PREFIX): _values(name, values) for name, values in asked.items()}


def _values(name: str, values: list[str]) -> list[str]:
    if name.removeprefix(PREFIX) not in FINDABLE_FIELDS:
        raise ValidationError(
            {
                name[
                    :80
                ]: f"No field of this name is searched by. There are: {', '.join(sorted(FINDABLE_FIELDS))}."
            }
        )
    if len(values) > MAX_VALUES or any(len(value) > MAX_VALUE_LENGTH for value in values):
        raise ValidationError({name: f"At most {MAX_VALUES} values of {MAX_VALUE_LENGTH} characters."})
    if any("\x00" in value for value in values):
        raise ValidationError({name: "The value contains a NUL character."})
    return values
