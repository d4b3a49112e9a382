"""What goes into a saved search: parameters of the list, and nothing that identifies somebody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.http import QueryDict
from rest_framework.exceptions import ValidationError

from documents.listing import Order
from documents.narrowing import PREFIX, DocumentFilter, choice, wanted_of
from documents.reading.types import IDENTIFIERS

MAX_PARAMETERS, MAX_VALUES = 30, 30
# A saved search is read by others and kept for long: numbers of accounts and persons do not go into one.
NEVER_SAVED = {"account_number", *(f"{PREFIX}{name}" for name in IDENTIFIERS)}
_SAVED = {*DocumentFilter.base_filters, "order", "config"} - NEVER_SAVED

Parameters = dict[str, list[str]]


def saveable(parameters: Parameters) -> Parameters:
    """Return parameters that the list takes and that may be kept.

    Raises:
        ValidationError: the list takes no such parameter or value, or the value is not to be kept.
    """
    if len(parameters) > MAX_PARAMETERS:
        raise ValidationError({"parameters": f"At most {MAX_PARAMETERS} parameters."})
    if kept := sorted(NEVER_SAVED & parameters.keys()):
        raise ValidationError({"parameters": f"Not to be saved, it identifies somebody: {', '.join(kept)}."})
    unknown = sorted(name[:60] for name in parameters if name not in _SAVED and not name.startswith(PREFIX))
    if unknown:
        raise ValidationError({"parameters": f"The list takes no such parameter: {', '.join(unknown)}."})
    params = params_of(parameters)
    wanted_of(params)
    choice(params, "order", Order)
    return parameters


def params_of(parameters: Mapping[str, Sequence[str]]) -> QueryDict:
    """Return saved parameters as a request would bring them."""
    params = QueryDict(mutable=True)
    for name, values in parameters.items():
        params.setlist(name, list(values))
    return params
