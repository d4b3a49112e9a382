"""Offers: grants to an e-mail address, made by people who may not see who has an account."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from accounts.escalation import roles_of
from accounts.models import User
from accounts.roles import Verb, verbs_reachable
from documents.constants import MAX_OPEN_OFFERS, OFFER_LASTS, OfferState
from documents.exceptions import DocumentsError, GrantNotPossible, GrantNotYours, OfferGone, TooManyOffers
from documents.holdings import Target, holdings, is_owner
from documents.models import Case, Grant, GrantOffer
from documents.services.grants import given_or_refuse, grant_write, record, target_lock


def offer_make(
    *,
    actor: User,
    target: Target,
    email: str,
    verb: Verb,
    at: dt.datetime,
    expires_at: dt.datetime | None = None,
    reason: str = "",
) -> GrantOffer:
    """Offer a right to an e-mail address. Nothing is looked up: who asks learns nothing about who is here.

    Raises:
        GrantNotYours, GrantBeyondOwn, GrantTimeInvalid: as when the right was given outright.
        GrantNotPossible: the address is the actor's own.
        TooManyOffers: the actor has too many open ones.
    """
    email = email.strip().lower()
    if email == actor.email.lower():
        raise GrantNotPossible("Nobody gives rights to themselves.")
    with transaction.atomic():
        # The actor's row is the gate at which their own offers are counted one after another.
        User.objects.select_for_update().get(pk=actor.pk)
        locked = target_lock(target)
        given_or_refuse(holdings(actor, locked, at=at, is_giving=True), verb, expires_at, at)
        terms = {"email": email, "verb": verb, "offered_by": actor, **_on(locked)}
        for earlier in GrantOffer.objects.filter(**terms, state=OfferState.OPEN):
            _close(earlier, OfferState.WITHDRAWN, at)
        if GrantOffer.objects.filter(offered_by=actor, state=OfferState.OPEN).count() >= MAX_OPEN_OFFERS:
            raise TooManyOffers(f"You have {MAX_OPEN_OFFERS} open offers. Withdraw some first.")
        offer = GrantOffer.objects.create(
            **terms, reason=reason, offered_at=at, offer_until=at + OFFER_LASTS, expires_at=expires_at
        )
        record("grant.offered", target=locked, reason=reason, details={"offer": str(offer.pk), "verb": verb})
    return offer


def offer_accept(*, actor: User, offer: GrantOffer, at: dt.datetime) -> Grant:
    """Turn an offer into a grant to the person whose address it names.

    Raises:
        OfferGone: it is over, or whoever made it may not give this any more.
        GrantNotPossible: the actor's role cannot hold it.
    """
    with transaction.atomic():
        target = target_lock(offer.target)
        locked = _open_or_refuse(actor, offer, at)
        if not actor.is_superuser and locked.verb not in verbs_reachable(roles_of(actor)):
            raise GrantNotPossible("Your role cannot hold this right.")
        giver, verb = locked.offered_by, Verb(locked.verb)
        try:
            given_or_refuse(holdings(giver, target, at=at, is_giving=True), verb, locked.expires_at, at)
        except DocumentsError as error:
            raise OfferGone("This offer no longer stands.") from error
        grant = grant_write(
            giver=giver,
            target=target,
            to=actor,
            verb=verb,
            at=at,
            expires_at=locked.expires_at,
            reason=locked.reason,
        )
        _close(locked, OfferState.ACCEPTED, at)
        details = {"offer": str(locked.pk), "grant": str(grant.pk)}
        record("grant.offer_accepted", target=target, reason=locked.reason, details=details)
    return grant


def offer_decline(*, actor: User, offer: GrantOffer, at: dt.datetime) -> GrantOffer:
    """Turn an offer down.

    Raises:
        OfferGone: it is over, or names somebody else.
    """
    with transaction.atomic():
        locked = _open_or_refuse(actor, offer, at)
        _close(locked, OfferState.DECLINED, at)
        record("grant.offer_declined", target=locked.target, reason="", details={"offer": str(locked.pk)})
    return locked


def offer_withdraw(*, actor: User, target: Target, offer: GrantOffer, at: dt.datetime) -> GrantOffer:
    """Take an offer back before it is accepted.

    Raises:
        GrantNotYours: the actor neither made it, nor owns the target, nor may share it by role.
    """
    by_role = actor.has_perm(f"documents.share_{target._meta.model_name}")
    if not (offer.offered_by_id == actor.pk or by_role or is_owner(actor, target)):
        raise GrantNotYours("You may not take this offer back.")
    with transaction.atomic():
        locked = GrantOffer.objects.select_for_update(of=("self",)).get(pk=offer.pk)
        if locked.state == OfferState.OPEN:
            _close(locked, OfferState.WITHDRAWN, at)
            record("grant.offer_withdrawn", target=target, reason="", details={"offer": str(locked.pk)})
    return locked


def _open_or_refuse(actor: User, offer: GrantOffer, at: dt.datetime) -> GrantOffer:
    locked = GrantOffer.objects.select_for_update(of=("self",)).filter(pk=offer.pk).first()
    is_theirs = locked is not None and _has_address(actor, locked.email)
    if locked is None or not is_theirs or locked.state != OfferState.OPEN or locked.offer_until <= at:
        raise OfferGone("This offer no longer stands.")
    return locked


def _has_address(actor: User, email: str) -> bool:
    """Tell whether the address is the actor's, and was shown to be."""
    return actor.is_active and actor.email_verified_at is not None and actor.email.lower() == email


def _on(target: Target) -> dict[str, Target]:
    return {"case" if isinstance(target, Case) else "document": target}


def _close(offer: GrantOffer, state: OfferState, at: dt.datetime) -> None:
    offer.state, offer.closed_at = state, at
    offer.save(update_fields=["state", "closed_at"])
