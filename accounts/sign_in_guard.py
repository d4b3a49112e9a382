"""Guards passwords against guessing, without giving anybody the means to lock the owner out.

Three windows, counted before the password is looked at, so that parallel guesses are counted exactly:

- account and place: from one address (or one device of the owner's) few guesses at one account;
- account and strangers: all places together from which the owner has never signed in;
- address: many accounts from one address.

A device that holds the cookie of a sign-in, and an address that the owner has signed in from, are no
strangers: guessing from elsewhere never slows them. The cookie opens nothing by itself.

Source: OWASP, Slow Down Online Guessing Attacks with Device Cookies; ASVS 5.0 6.3.1.
"""

from __future__ import annotations

import datetime as dt
import secrets
import unicodedata
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from axes.backends import AxesBackend, AxesStandaloneBackend
from axes.handlers.base import AxesHandler
from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import Permission
from django.contrib.auth.signals import user_login_failed
from django.core import signing
from django.db.models import F, Q, QuerySet
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts import rate_limits
from accounts.addresses import place_of
from accounts.exceptions import PasswordsBusy
from accounts.ip_rules import address_may
from accounts.models import Session, User
from accounts.rate_limits import Limit, Taken, limit_for
from audit import trail

REMEMBERED = dt.timedelta(days=90)  # how long a place or a device counts as the owner's
_SALT = "accounts.device"
_ATTEMPT = "sign_in_attempt"
_MOST_PLACES = 200
_NOBODY = UUID(int=0)
_LONGEST_LOGIN = 320


@dataclass(frozen=True, slots=True)
class Attempt:
    """One guess at a password, as it was counted."""

    account: str  # stands for the account or for the unknown login; tells neither
    user_id: UUID | None
    device: str
    limits: tuple[Limit, ...]
    taken: Taken


class SignInHandler(AxesHandler):  # type: ignore[misc]  # axes carries no types
    """Where django-axes asks whether somebody may try; its answer to a refusal is `AXES_LOCKOUT_CALLABLE`."""

    def is_allowed(self, request: Any, credentials: dict[str, Any] | None = None) -> bool:
        """Count one guess and tell whether it may be made."""
        plain = _plain(request)
        login = str((credentials or {}).get(settings.AXES_USERNAME_FORM_FIELD) or "")
        attempt = _attempt(plain, login)
        setattr(plain, _ATTEMPT, attempt)
        plain.axes_locked_out = request.axes_locked_out = not attempt.taken.is_allowed
        return attempt.taken.is_allowed


class GuardedBackend(AxesBackend):  # type: ignore[misc]  # axes carries no types
    """Django's own backend behind the guard: a right password gives its guess back."""

    def authenticate(
        self, request: Any, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> AbstractBaseUser | None:
        """Return the user whose password it is, or None.

        Raises:
            PermissionDenied: too many guesses; Django tries no further backend then.
        """
        request = HttpRequest() if request is None else request  # counted all the same, as from nowhere
        login = username if username is not None else kwargs.pop(User.USERNAME_FIELD, None)
        AxesStandaloneBackend.authenticate(self, request, username=login, password=password)
        attempt: Attempt | None = getattr(_plain(request), _ATTEMPT, None)
        try:
            user = ModelBackend.authenticate(self, request, username=login, password=password)
        except PasswordsBusy:
            if attempt is not None:
                rate_limits.give_back(attempt.taken)  # nothing was guessed
            raise
        if isinstance(user, User) and not address_may(user, _plain(request).META.get("REMOTE_ADDR") or ""):
            return None  # told like a wrong password: whoever may not come learns nothing
        if user is not None and attempt is not None:
            rate_limits.give_back(attempt.taken)
            rate_limits.forget(attempt.limits[:1])
            _plain(request).device_to_remember = attempt
        return user

    def user_can_authenticate(self, user: Any) -> bool:
        """Tell whether an account may be signed in to: an open one of a person whose address is confirmed.

        An unconfirmed one is told exactly like a wrong password: otherwise anybody could register an address
        with a password of their own, try it, and know from the answer whether the address had an account.
        """
        may: bool = super().user_can_authenticate(user)
        return may and not user.is_service and user.email_verified_at is not None

    def _get_user_permissions(self, user_obj: Any) -> QuerySet[Permission]:
        """Return none, without asking: people hold rights through their roles alone."""
        return Permission.objects.none()


def retry_after(request: HttpRequest) -> int:
    """Return in how many seconds the refused sign-in of a request may be tried again."""
    attempt: Attempt | None = getattr(request, _ATTEMPT, None)
    return attempt.taken.retry_after if attempt is not None else 60


def device_remember(request: HttpRequest, response: HttpResponse) -> None:
    """Give the device its cookie after a right password; one that it holds already is made to last on."""
    attempt: Attempt | None = getattr(request, "device_to_remember", None)
    if attempt is None:
        return
    text = signing.dumps({"a": attempt.account, "d": attempt.device or secrets.token_urlsafe(12)}, salt=_SALT)
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        text,
        max_age=REMEMBERED,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _attempt(request: HttpRequest, login: str) -> Attempt:
    user_id = _user_id(login)
    account = _mark(str(user_id) if user_id else _folded(login))
    device = _device(request, account)
    place = place_of(request.META.get("REMOTE_ADDR") or "")
    wanted = [limit_for("sign_in", "place", f"{account}:{device or place}")]
    if not device:
        wanted.append(limit_for("sign_in", "address", place))
        if not _is_known_place(user_id, place):
            wanted.append(limit_for("sign_in", "strangers", account))
    limits = tuple(limit for limit in wanted if limit is not None)
    return Attempt(account, user_id, device, limits, rate_limits.take(limits, or_in_database=True))


def _user_id(login: str) -> UUID | None:
    """Return whose login it is, as the database compares: whatever its case and the case of its signs."""
    found: UUID | None = (
        User.objects.filter(email__iexact=login.strip()[:_LONGEST_LOGIN]).values_list("pk", flat=True).first()
    )
    return found


def _folded(login: str) -> str:
    """Return one spelling for all that look or compare alike; upper first, for letters like the dotless i."""
    text = unicodedata.normalize("NFKC", login.strip()[:_LONGEST_LOGIN])
    return unicodedata.normalize("NFKC", text.upper().casefold())


def _mark(text: str) -> str:
    return salted_hmac("accounts.sign_in", text, algorithm="sha256").hexdigest()[:32]


def _device(request: HttpRequest, account: str) -> str:
    """Return the device's own name where it has signed in to this very account before."""
    text = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    if not text:
        return ""
    try:
        said = signing.loads(text, salt=_SALT, max_age=REMEMBERED)
    except signing.BadSignature:
        return ""
    return str(said["d"]) if isinstance(said, dict) and said.get("a") == account else ""


def _is_known_place(user_id: UUID | None, place: str) -> bool:
    """Tell whether the owner has signed in from there, second factor included."""
    if user_id is None:
        user_id = _NOBODY  # the same question, so that it takes the same time
    complete = Q(needs_mfa=False) | Q(mfa_at__isnull=False)
    addresses = (
        Session.objects.filter(complete, user_id=user_id, created_at__gt=timezone.now() - REMEMBERED)
        .exclude(address=None)
        .order_by(F("created_at").desc())
        .values_list("address", flat=True)[:_MOST_PLACES]
    )
    return place in {place_of(address) for address in addresses if address}


def _plain(request: Any) -> Any:
    """Return Django's request, where DRF's was handed over."""
    return getattr(request, "_request", request)


@receiver(user_login_failed, dispatch_uid="sign_in_failed_record")
def _failed(credentials: dict[str, Any], request: Any = None, **_: Any) -> None:
    """Record a wrong password; of guesses refused unseen one a window, or they would fill the trail."""
    plain = _plain(request)
    attempt: Attempt | None = getattr(plain, _ATTEMPT, None)
    if attempt is None:
        return
    is_refused = not attempt.taken.is_allowed
    if is_refused:
        noted = Limit(
            "sign_in-noted", f"{attempt.account}:{place_of(plain.META.get('REMOTE_ADDR') or '')}", 1, 900
        )
        if not rate_limits.take([noted], or_in_database=True).is_allowed:
            return
    trail.record(
        "user.sign_in_refused" if is_refused else "user.sign_in_failed",
        target=User(pk=attempt.user_id) if attempt.user_id else None,
        details={
            "login": attempt.account,
            "windows": [s.limit.name for s in attempt.taken.states if s.remaining == 0] if is_refused else [],
        },
    )
