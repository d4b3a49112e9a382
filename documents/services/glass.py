"""Break-glass: looking into what one may not see, with a reason, for a while, before everybody's eyes."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.conf import settings
from django.db import transaction

from accounts.constants import MailKind
from accounts.models import User
from accounts.roles import Role, Verb
from accounts.services.mail import mail_queue
from documents.constants import MAX_REASON_LENGTH, MIN_BREAK_GLASS_REASON, GrantTarget
from documents.exceptions import GlassNotNeeded, OwnGlass, ReasonTooShort, TargetNotFound
from documents.holdings import Target, holdings
from documents.models import BreakGlass, Case, Document
from documents.services.grants import grant_write, record, target_lock


def glass_break(
    *, actor: User, kind: GrantTarget, target_id: UUID, reason: str, at: dt.datetime
) -> BreakGlass:
    """Let somebody see a case or document they may not see, for `BREAK_GLASS_LASTS`.

    The compliance officers find it on their first page until one of them acknowledges it.

    Raises:
        TargetNotFound: there is no such object.
        ReasonTooShort: the reason is shorter than a sentence.
        GlassNotNeeded: the actor may see it already.
    """
    said = reason.strip()[:MAX_REASON_LENGTH]
    if len(said) < MIN_BREAK_GLASS_REASON:
        raise ReasonTooShort(f"Say why in at least {MIN_BREAK_GLASS_REASON} characters.")
    with transaction.atomic():
        target = _lock(kind, target_id)
        if holdings(actor, target, at=at).may(Verb.VIEW):
            raise GlassNotNeeded("You may see this already; there is no glass to break.")
        until = at + settings.BREAK_GLASS_LASTS
        grant_write(
            giver=actor,
            target=target,
            to=actor,
            verb=Verb.VIEW,
            at=at,
            expires_at=until,
            reason=said,
            is_break_glass=True,
        )
        glass = BreakGlass.objects.create(
            user=actor, target=kind, target_id=target_id, reason=said, opened_at=at, expires_at=until
        )
        details = {"glass": str(glass.pk), "expires_at": until.isoformat()}
        record("security.glass_broken", target=target, reason=said, details=details)
        _officers_tell(glass)
    return glass


def glass_acknowledge(*, actor: User, glass: BreakGlass, at: dt.datetime) -> BreakGlass:
    """Note that an officer has looked at it; nobody acknowledges their own.

    Raises:
        OwnGlass: the actor broke it.
    """
    if glass.user_id == actor.pk:
        raise OwnGlass("Somebody else must acknowledge the glass that you broke.")
    with transaction.atomic():
        locked = BreakGlass.objects.select_for_update().get(pk=glass.pk)
        if locked.acknowledged_at is None:
            locked.acknowledged_by, locked.acknowledged_at = actor, at
            locked.save(update_fields=["acknowledged_by", "acknowledged_at"])
            record("security.glass_acknowledged", target=locked, reason="", details={"by": str(actor.pk)})
    return locked


def _officers_tell(glass: BreakGlass) -> None:
    """Write to every compliance officer; the mails go out with the change or not at all."""
    officers = User.objects.filter(groups__name=Role.COMPLIANCE_OFFICER, is_active=True).order_by("pk")
    for officer in officers.exclude(pk=glass.user_id):
        mail_queue(
            kind=MailKind.BREAK_GLASS,
            user=officer,
            context={
                "at": glass.opened_at.isoformat(),
                "who": glass.user.get_full_name(),
                "what": f"{glass.target} {glass.target_id}",
                "reason": glass.reason,
                "until": f"{glass.expires_at:%Y-%m-%d %H:%M} UTC",
            },
        )


def _lock(kind: GrantTarget, target_id: UUID) -> Target:
    try:
        named = Case(pk=target_id) if kind == GrantTarget.CASE else Document(pk=target_id)
        return target_lock(named)
    except (Case.DoesNotExist, Document.DoesNotExist) as error:
        raise TargetNotFound("There is nothing under this id.") from error
