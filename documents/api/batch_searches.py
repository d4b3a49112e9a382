"""Searches of batches: understood as the list understands its parameters."""

from __future__ import annotations

from django.http import QueryDict

from documents.batching.registry import Search, registry
from documents.listing import Wanted
from documents.narrowing import wanted_of


def search_wanted(search: Search) -> Wanted:
    """Return what the parameters of a list ask for.

    Raises:
        rest_framework.exceptions.ValidationError: a parameter is none of those it may be.
    """
    params = QueryDict(mutable=True)
    for name, values in search.items():
        params.setlist(name, values)
    return wanted_of(params)


registry.wanted = search_wanted
