"""Who has access, in the console: the panel, giving and taking back, offers, broken glass."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from accounts.permissions import may_see_accounts
from accounts.roles import MATRIX, Role, Verb
from audit import trail
from documents import selectors, services
from documents.access_list import Entry, access_list, name_of
from documents.constants import MAX_REASON_LENGTH, MIN_BREAK_GLASS_REASON, GrantTarget
from documents.exceptions import DocumentsError
from documents.holdings import Holdings, Target, holdings
from documents.models import BreakGlass, Case, Document, GrantOffer
from documents.permissions import may_acknowledge_glass, may_break_glass

SHOWN = 100
FINDINGS = 20


class GiveForm(forms.Form):
    """A right to give: to whom, what, until when, what for."""

    email = forms.EmailField(label="E-mail address", required=False, max_length=254)
    group = forms.ChoiceField(label="or group", required=False)
    verb = forms.ChoiceField(label="May")
    expires_at = forms.DateTimeField(
        label="Until (UTC)",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )
    reason = forms.CharField(label="What for", required=False, max_length=MAX_REASON_LENGTH)

    def __init__(self, user: User, held: Holdings, *args: Any, **kwargs: Any) -> None:
        """Offer the verbs this person may give, and groups to those who may name them."""
        super().__init__(*args, **kwargs)
        verbs = [(verb.value, verb.label) for verb in Verb if held.gives_until(verb) is not None]
        self.fields["verb"] = forms.ChoiceField(label="May", choices=verbs)
        if user.has_perm("auth.view_group"):
            names = Group.objects.exclude(name=Role.CUSTOMER).order_by("name").values_list("name", flat=True)
            choices = [("", "–"), *((name, name) for name in names)]
            self.fields["group"] = forms.ChoiceField(label="or group", required=False, choices=choices)
        else:
            del self.fields["group"]

    def clean(self) -> dict[str, Any]:
        """Take exactly one receiver."""
        given = super().clean() or {}
        if bool(given.get("email")) == bool(given.get("group")):
            raise forms.ValidationError("Name an e-mail address or a group.")
        return given


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the panel."""

    entry: Entry
    may_revoke: bool


@dataclass(frozen=True, slots=True)
class Panel:
    """All that the panel shows; `rows` is empty for those who may not see who else has access."""

    kind: str
    target: Target
    owner: str
    case_owner: str
    roles: list[str]
    rows: list[Row]
    form: GiveForm | None
    may_see: bool


def panel(user: User, target: Target, *, at: dt.datetime) -> tuple[Panel, frozenset[Verb]]:
    """Return the panel of a case or document, and what the user may do with it; records that it was seen."""
    held = holdings(user, target, at=at)
    rights = frozenset(verb for verb in Verb if held.may(verb))
    sees_people = may_see_accounts(user)
    may_see = Verb.SHARE in rights or sees_people
    entries = access_list(target, at=at, shows_addresses=sees_people)[:SHOWN] if may_see else []
    kind = GrantTarget.CASE if isinstance(target, Case) else GrantTarget.DOCUMENT
    trail.record_read(f"{kind.value}.viewed", target=target, details={"grants_listed": len(entries)})
    giving = holdings(user, target, at=at, is_giving=True) if Verb.SHARE in rights else None
    case = target.case if isinstance(target, Document) else None
    shown = Panel(
        kind=kind.value,
        target=target,
        owner=name_of(target.owner, shows_addresses=sees_people),
        case_owner=name_of(case.owner, shows_addresses=sees_people) if case is not None else "",
        roles=[role.label for role in Role if "documents.view_all_documents" in MATRIX[role]],
        rows=[Row(entry, _may_revoke(user, target, entry)) for entry in entries],
        form=GiveForm(user, giving) if giving is not None else None,
        may_see=may_see,
    )
    return shown, rights


def _may_revoke(user: User, target: Target, entry: Entry) -> bool:
    if entry.via == GrantTarget.CASE.value and isinstance(target, Document):
        return False  # on the page of the case
    if isinstance(entry.row, GrantOffer):
        return True
    return services.may_revoke(user, target, entry.row)


def give(request: HttpRequest, user: User, target: Target) -> None:
    """Give what a posted form asks for, and tell what came of it."""
    at = timezone.now()
    form = GiveForm(user, holdings(user, target, at=at, is_giving=True), request.POST)
    if not form.is_valid():
        for problem in [problem for problems in form.errors.values() for problem in problems]:
            messages.error(request, str(problem))
        return
    given = form.cleaned_data
    try:
        made = services.access_give(
            actor=user,
            target=target,
            to=services.Receiver(group=given.get("group") or "", email=given["email"]),
            verb=Verb(given["verb"]),
            at=at,
            expires_at=given["expires_at"],
            reason=given["reason"],
        )
    except DocumentsError as error:
        messages.error(request, str(error))
        return
    is_offer = isinstance(made, GrantOffer)
    messages.success(request, "Offered; it holds once it is accepted." if is_offer else "Access given.")


def revoke(request: HttpRequest, user: User, target: Target, grant_id: UUID) -> None:
    """Take back what a posted form names."""
    services.access_revoke(actor=user, target=target, grant_id=grant_id, at=timezone.now())
    messages.success(request, "Taken back.")


class BreakGlassForm(forms.Form):
    """What to look into, and why."""

    target = forms.ChoiceField(label="What", choices=GrantTarget.choices)
    target_id = forms.UUIDField(label="Its id")
    reason = forms.CharField(
        label="Reason",
        min_length=MIN_BREAK_GLASS_REASON,
        max_length=MAX_REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="A sentence that the compliance officers will read.",
    )


@dataclass(frozen=True, slots=True)
class Desk:
    """What the first page shows about access: findings to acknowledge, offers to answer, glass to break."""

    findings: list[BreakGlass]
    may_acknowledge: bool
    offers: list[GrantOffer]
    may_break: bool


def desk(user: User) -> Desk:
    """Return what waits for this person about access."""
    findings = selectors.glass_list(user).filter(acknowledged_at__isnull=True)
    return Desk(
        findings=list(findings[:FINDINGS]),
        may_acknowledge=may_acknowledge_glass(user),
        offers=list(selectors.offers_to(user, at=timezone.now())[:FINDINGS]),
        may_break=may_break_glass(user),
    )
