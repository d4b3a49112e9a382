"""Rows of the outbox: what each kind of mail may say, and to whom."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from accounts.constants import MailKind
from accounts.exceptions import AddressInvalid
from accounts.models import Mail, User

# What each kind may say beside its template. Never a token, a password or a code.
CONTEXT: dict[MailKind, frozenset[str]] = {
    MailKind.VERIFY_ADDRESS: frozenset(),
    MailKind.ALREADY_REGISTERED: frozenset(),
    MailKind.RESET_PASSWORD: frozenset(),
    MailKind.PASSWORD_CHANGED: frozenset({"at"}),
    MailKind.INVITATION: frozenset({"invitation"}),
    MailKind.FACTORS_CHANGED: frozenset({"at", "what"}),
    MailKind.NEW_DEVICE: frozenset({"at", "address", "user_agent"}),
    MailKind.BREAK_GLASS: frozenset({"at", "who", "what", "reason", "until"}),
    MailKind.WEBHOOK_DISABLED: frozenset({"at", "endpoint", "why"}),
    MailKind.SESSION_REPLAY: frozenset({"at", "address"}),
    MailKind.ROLE_GIVEN: frozenset({"at", "who", "whom", "role"}),
}


def mail_write(
    *,
    kind: MailKind,
    user: User | None = None,
    address: str = "",
    context: Mapping[str, str | int] | None = None,
) -> Mail:
    """Write a mail into the outbox; see `accounts.services.mail.mail_queue`, which also wakes the worker."""
    given = dict(context or {})
    if unknown := given.keys() - CONTEXT[kind]:
        raise ValueError(f"A mail of kind {kind.value} does not say {sorted(unknown)}.")
    if user is None:
        address_check(address)
    at = timezone.now()
    return Mail.objects.create(
        kind=kind,
        user=user,
        address="" if user is not None else address,
        context={name: value if isinstance(value, int) else str(value) for name, value in given.items()},
        created_at=at,
        queued_at=at,
        next_attempt_at=at,
    )


def address_check(address: str) -> None:
    """Accept an e-mail address.

    Raises:
        AddressInvalid: it is none.
    """
    try:
        validate_email(address)
    except ValidationError as error:
        raise AddressInvalid("This is not an e-mail address.") from error
