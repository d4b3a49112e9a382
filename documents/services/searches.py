"""Searches with a name: saved, shared with a group, removed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.roles import Role
from audit import trail
from documents.exceptions import SearchNameTaken, SearchNotShared, TooManySearches
from documents.models import SavedSearch

MAX_SEARCHES = 200
Parameters = Mapping[str, Sequence[str]]


def search_save(
    *, actor: User, name: str, parameters: Parameters, at: dt.datetime, group: Group | None = None
) -> SavedSearch:
    """Give a search a name.

    Args:
        actor: whose it becomes.
        name: one of a kind among the actor's.
        parameters: those of the list, already understood by its parser.
        at: when.
        group: who else finds it by its name; each runs it with their own rights.

    Raises:
        SearchNameTaken: the actor has another search of this name.
        SearchNotShared: the actor is no member of the group.
        TooManySearches: the actor has as many as anybody may have.
    """
    _refuse_unless_member(actor, group)
    with transaction.atomic():
        User.objects.select_for_update().only("pk").get(pk=actor.pk)
        if SavedSearch.objects.filter(owner=actor).count() >= MAX_SEARCHES:
            raise TooManySearches(f"You have {MAX_SEARCHES} saved searches. Remove one first.")
        search = SavedSearch(
            owner=actor, name=name.strip(), parameters=dict(parameters), group=group, created_at=at
        )
        _save(search)
        trail.record("search.saved", target=search, details=_details(search))
    return search


def search_update(
    *,
    actor: User,
    search: SavedSearch,
    name: str | None = None,
    parameters: Parameters | None = None,
    group: Group | None = None,
    is_group_named: bool = False,
) -> SavedSearch:
    """Change one's own search; raises as `search_save`.

    Args:
        actor: its owner.
        search: the search.
        name: the new name; None leaves it.
        parameters: the new parameters; None leaves them.
        group: whom it is shared with from now on, where `is_group_named`; None: nobody.
        is_group_named: whether `group` says anything.
    """
    if is_group_named:
        _refuse_unless_member(actor, group)
    with transaction.atomic():
        locked = SavedSearch.objects.select_for_update(of=("self",)).get(pk=search.pk)
        locked.name = locked.name if name is None else name.strip()
        locked.parameters = locked.parameters if parameters is None else dict(parameters)
        locked.group = group if is_group_named else locked.group
        _save(locked)
        trail.record("search.changed", target=locked, details=_details(locked))
    return locked


def search_remove(*, actor: User, search: SavedSearch) -> None:
    """Remove one's own search."""
    with transaction.atomic():
        trail.record("search.removed", target=search)
        search.delete()


def _details(search: SavedSearch) -> dict[str, object]:
    return {"parameters": sorted(search.parameters), "group": search.group_id}


def _refuse_unless_member(actor: User, group: Group | None) -> None:
    if group is None:
        return
    if group.name == Role.CUSTOMER or not actor.groups.filter(pk=group.pk).exists():
        raise SearchNotShared("You share a search with a group that you are a member of.")


def _save(search: SavedSearch) -> None:
    try:
        with transaction.atomic():
            search.save()
    except IntegrityError as error:
        raise SearchNameTaken("You have another saved search of this name.") from error
