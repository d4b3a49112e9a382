"""Searches of batches: understood as the list understands its parameters."""

from __future__ import annotations

from django.http import QueryDict
from rest_framework.exceptions import ValidationError

from documents.batching.registry import Search
from documents.listing import Wanted
from documents.narrowing import PREFIX, DocumentFilter, wanted_of

_KNOWN = {*DocumentFilter.base_filters, "config"}


def search_wanted(search: Search) -> Wanted:
    """Return what the parameters of a list ask for.

    Raises:
        rest_framework.exceptions.ValidationError: a parameter is none of those it may be, or is unknown: what
            a list can overlook would here be done to everything.
    """
    for name in search:
        if name not in _KNOWN and not name.startswith(PREFIX):
            raise ValidationError({name[:60]: "There is no such parameter of the list."})
    params = QueryDict(mutable=True)
    for name, values in search.items():
        params.setlist(name, values)
    return wanted_of(params)
