"""What lists of accounts can be narrowed by."""

from __future__ import annotations

from django_filters import rest_framework as filters

from accounts.constants import SessionKind
from accounts.models import Session


class SessionFilter(filters.FilterSet):  # type: ignore[misc]  # django-filter carries no types
    """Sessions of one person, of one kind."""

    user = filters.UUIDFilter(field_name="user_id")
    kind = filters.ChoiceFilter(choices=SessionKind.choices)

    class Meta:
        model = Session
        fields = ["user", "kind"]
