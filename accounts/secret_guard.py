"""Guards the secrets of machines against guessing, without giving anybody the means to lock the owner out.

Two windows, counted before the secret is looked at, so that parallel guesses are counted exactly:

- place: guesses at one client from one address;
- address: guesses at all clients from one address.

There is no window over all addresses: a machine at its own address is never slowed by guesses from others,
and 256 random bits do not fall to many addresses either. A good secret gives its guess back.
"""

from __future__ import annotations

import hashlib

from accounts import rate_limits
from accounts.addresses import place_of
from accounts.exceptions import SecretsGuessed
from accounts.models import ServiceAccount
from accounts.rate_limits import Limit, Taken, limit_for
from audit import trail

_SENTENCE = "Too many wrong client secrets from your address. Wait, then try again."


def guess_take(client_id: str, address: str) -> Taken | None:
    """Count one guess before it is looked at; None where there is no address: asked for on this machine.

    Raises:
        SecretsGuessed: too many were wrong.
    """
    if not address:
        return None
    place = place_of(address)
    mark = hashlib.sha256(client_id.encode()).hexdigest()[:32]  # whatever somebody typed, no longer than this
    wanted = [
        limit_for("client_secret", "place", f"{mark}:{place}"),
        limit_for("client_secret", "address", place),
    ]
    taken = rate_limits.take([limit for limit in wanted if limit is not None], or_in_database=True)
    if taken.is_allowed:
        return taken
    _note(client_id, f"{mark}:{place}")
    raise SecretsGuessed(_SENTENCE, taken.retry_after)


def guess_was_right(taken: Taken | None) -> None:
    """Give the guess back, and begin counting this client from this address anew."""
    if taken is not None:
        rate_limits.give_back(taken)
        rate_limits.forget([state.limit for state in taken.states[:1]])


def _note(client_id: str, place: str) -> None:
    """Record guesses that are refused unseen once a window, or they would fill the trail."""
    if not rate_limits.take([Limit("client_secret-noted", place, 1, 900)], or_in_database=True).is_allowed:
        return
    account = ServiceAccount.objects.filter(client_id=client_id[:40]).first()
    if account is not None:
        trail.record("service_account.token_refused", target=account, details={"reason": "too_many"})
