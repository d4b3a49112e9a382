"""Invitations: how staff come in. An administrator offers a place, the link of a mail takes it."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction

from accounts.constants import LinkPurpose, MailKind
from accounts.escalation import gives_or_refuse
from accounts.exceptions import AddressTaken, InvitationClosed, LinkInvalid, RoleNotYours
from accounts.links import LIFETIMES, link_check, link_use
from accounts.models import Invitation, User
from accounts.outbox import address_check
from accounts.roles import Role
from accounts.services.mail import mail_queue
from accounts.services.passwords import password_hashed
from accounts.services.role_news import powerful_roles_tell
from audit import trail
from audit.context import actor_is

_TAKEN = "This address has an account, or an invitation that waits."


def invitation_create(*, actor: User, email: str, full_name: str, role: Role, at: dt.datetime) -> Invitation:
    """Invite somebody to a role that the actor may give; nobody is invited as an owner of the installation.

    Raises:
        AddressInvalid: the address is none.
        RoleNotYours: the role is not the actor's to give.
        AddressTaken: the address has an account, or an invitation that waits.
    """
    address_check(email)
    gives_or_refuse(actor, [role])
    if User.objects.filter(email__iexact=email).exists():
        raise AddressTaken(_TAKEN)
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                email=email,
                full_name=full_name,
                role=role.value,
                invited_by=actor,
                created_at=at,
                expires_at=at + LIFETIMES[LinkPurpose.INVITE],
            )
            trail.record("invitation.created", target=invitation, details={"role": role.value})
            _send(invitation)
    except IntegrityError as error:
        raise AddressTaken(_TAKEN) from error
    return invitation


def invitation_resend(*, actor: User, invitation: Invitation, at: dt.datetime) -> Invitation:
    """Send another link, good for a week, in the actor's name; the earlier one stops working when it is sent.

    Raises:
        RoleNotYours: the role is not the actor's to give.
        InvitationClosed: it was accepted or withdrawn.
    """
    gives_or_refuse(actor, [invitation.role])
    with transaction.atomic():
        locked = _open_one(invitation)
        locked.invited_by = actor
        locked.expires_at = at + LIFETIMES[LinkPurpose.INVITE]
        locked.save(update_fields=["invited_by", "expires_at"])
        trail.record("invitation.sent_again", target=locked)
        _send(locked)
    return locked


def invitation_withdraw(*, actor: User, invitation: Invitation, at: dt.datetime) -> Invitation:
    """Withdraw an invitation: its link stops working.

    Raises:
        RoleNotYours: the role is not the actor's to take.
        InvitationClosed: it was accepted or withdrawn before.
    """
    gives_or_refuse(actor, [invitation.role])
    with transaction.atomic():
        locked = _open_one(invitation)
        locked.withdrawn_at = at
        locked.save(update_fields=["withdrawn_at"])
        trail.record("invitation.withdrawn", target=locked)
    return locked


def invitation_accept(*, token: str, password: str, at: dt.datetime) -> User:
    """Make the account that a link offers, with a password of its holder's choice; signs nobody in.

    Raises:
        LinkInvalid: the link does not count any more, or who sent it may not give the role any more.
        PasswordRefused: the password is not taken; the link is still good.
    """
    offered = link_check(LinkPurpose.INVITE, token, at=at).offer
    hashed = password_hashed(password, email=offered.email, full_name=offered.full_name)
    try:
        with transaction.atomic():
            invitation = _open_one(link_use(LinkPurpose.INVITE, token, at=at).offer)
            # Whoever was an administrator once must not let people in afterwards.
            gives_or_refuse(invitation.invited_by, [invitation.role])
            return _account_make(invitation, hashed, at)
    except (IntegrityError, InvitationClosed, RoleNotYours) as error:
        raise LinkInvalid("This link does not count any more. Ask for a new one.") from error


def _account_make(invitation: Invitation, hashed: str, at: dt.datetime) -> User:
    role = Role(invitation.role)
    user = User(
        email=invitation.email,
        full_name=invitation.full_name,
        is_staff=role is not Role.CUSTOMER,
        email_verified_at=at,
    )
    user.take_hash(hashed)
    user.save(force_insert=True)
    user.groups.add(Group.objects.get(name=role.value))
    invitation.accepted_at, invitation.user = at, user
    invitation.save(update_fields=["accepted_at", "user"])
    actor_is(user.pk)
    trail.record("invitation.accepted", target=invitation, details={"role": role.value, "user": str(user.pk)})
    powerful_roles_tell(user=user, roles=[role], by=invitation.invited_by, at=at)
    return user


def _open_one(invitation: Invitation) -> Invitation:
    locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if locked.accepted_at is not None or locked.withdrawn_at is not None:
        raise InvitationClosed("This invitation was accepted or withdrawn.")
    return locked


def _send(invitation: Invitation) -> None:
    mail_queue(kind=MailKind.INVITATION, address=invitation.email, context={"invitation": str(invitation.pk)})
