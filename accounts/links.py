"""Links in mails: signed, for one purpose, good once, for a while."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import QuerySet

from accounts.constants import LinkPurpose
from accounts.exceptions import LinkInvalid
from accounts.models import Invitation, Link, User

LIFETIMES: dict[LinkPurpose, dt.timedelta] = {
    LinkPurpose.VERIFY: dt.timedelta(hours=24),
    LinkPurpose.RESET: dt.timedelta(minutes=30),
    LinkPurpose.INVITE: dt.timedelta(days=7),
}
# One sentence for every reason: it must not tell which links exist.
_REFUSAL = "This link does not count any more. Ask for a new one."


def link_make(
    purpose: LinkPurpose, *, user: User | None = None, invitation: Invitation | None = None, at: dt.datetime
) -> str:
    """Make a link about a person or an invitation and return its token; earlier ones of its kind are out."""
    with transaction.atomic():
        open_ones = Link.objects.select_for_update().filter(
            purpose=purpose, user=user, invitation=invitation, used_at__isnull=True, replaced_at__isnull=True
        )
        for link in open_ones.order_by("pk"):
            link.replaced_at = at
            link.save(update_fields=["replaced_at"])
        made = Link.objects.create(
            purpose=purpose,
            user=user,
            invitation=invitation,
            password_id=user.password_id if user is not None else None,
            created_at=at,
            expires_at=at + LIFETIMES[purpose],
        )
    return _signer(purpose).sign(made.pk.hex)


def link_use(purpose: LinkPurpose, token: str, *, at: dt.datetime) -> Link:
    """Use a link up, in the caller's transaction: of parallel uses one succeeds, the others wait and fail.

    If the caller's transaction fails, the link is good again.

    Raises:
        LinkInvalid: it was used, replaced, has expired, or is not ours.
    """
    link = _found(Link.objects.select_for_update(of=("self",)), purpose, token, at)
    link.used_at = at
    link.save(update_fields=["used_at"])
    return link


def link_check(purpose: LinkPurpose, token: str, *, at: dt.datetime) -> Link:
    """Return a link that counts at `at`, without using it up; raises as `link_use`."""
    return _found(Link.objects.all(), purpose, token, at)


def _found(links: QuerySet[Link], purpose: LinkPurpose, token: str, at: dt.datetime) -> Link:
    try:
        link_id = UUID(hex=_signer(purpose).unsign(token))
    except (BadSignature, ValueError) as error:
        raise LinkInvalid(_REFUSAL) from error
    link = links.select_related("user", "invitation").filter(pk=link_id, purpose=purpose).first()
    if link is None or not _counts(link, at):
        raise LinkInvalid(_REFUSAL)
    return link


def _counts(link: Link, at: dt.datetime) -> bool:
    if link.used_at is not None or link.replaced_at is not None or at >= link.expires_at:
        return False
    if link.user is None:
        return link.invitation is not None and link.invitation.is_open(at)
    return link.user.is_active and link.user.password_id == link.password_id


def _signer(purpose: LinkPurpose) -> Signer:
    return Signer(salt=f"accounts.links.{purpose.value}", sep=".", algorithm="sha256")
