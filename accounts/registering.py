"""What becomes of a registration: an account that waits for its address, or a word to the one there is."""

from __future__ import annotations

import datetime as dt
import uuid

from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction

from accounts.constants import MailKind
from accounts.models import Registration, User
from accounts.outbox import mail_write
from accounts.roles import Role
from audit import trail

# A message that was queued is given this long before the sweep queues another.
PATIENCE = dt.timedelta(minutes=1)
SWEEP_BATCH = 500


def registration_settle(registration_id: uuid.UUID, *, at: dt.datetime) -> uuid.UUID | None:
    """Settle a registration once; return the mail that is to be sent, None where it was settled before.

    An unconfirmed account takes the password of the latest registration, and links of earlier ones die with
    the earlier password: whoever registered somebody else's address first does not share their account.
    """
    with transaction.atomic():
        row = (
            Registration.objects.select_for_update(skip_locked=True)
            .filter(pk=registration_id, settled_at__isnull=True)
            .first()
        )
        if row is None:
            return None
        user = _account_of(row)
        mail_id = None
        if user.is_active and not user.is_service:
            is_known = user.email_verified_at is not None
            kind = MailKind.ALREADY_REGISTERED if is_known else MailKind.VERIFY_ADDRESS
            mail_id = mail_write(kind=kind, user=user).pk
        row.password_hash, row.settled_at = "", at
        row.save(update_fields=["password_hash", "settled_at"])
    return mail_id


def registrations_due(*, at: dt.datetime) -> list[uuid.UUID]:
    """Return registrations that wait without a message on its way, and note that one goes out now."""
    due = Registration.objects.filter(settled_at__isnull=True, queued_at__lte=at - PATIENCE)
    found = list(due.order_by("queued_at", "pk").values_list("pk", flat=True)[:SWEEP_BATCH])
    Registration.objects.filter(pk__in=found).update(queued_at=at)
    return found


def _account_of(row: Registration) -> User:
    """Return the account of the address, made now where there is none."""
    found = User.objects.select_for_update().filter(email__iexact=row.email).first()
    if found is None:
        try:
            with transaction.atomic():
                return _account_make(row)
        except IntegrityError:  # somebody else registered the address at this very moment
            found = User.objects.select_for_update().get(email__iexact=row.email)
    if found.is_active and found.email_verified_at is None:
        found.full_name = row.full_name
        found.take_hash(row.password_hash)
        found.save(update_fields=["full_name", "password", "password_id"])
        trail.record("user.registered_again", target=found)
    return found


def _account_make(row: Registration) -> User:
    user = User(email=row.email, full_name=row.full_name, email_verified_at=None)
    user.take_hash(row.password_hash)
    user.save(force_insert=True)
    user.groups.add(Group.objects.get(name=Role.CUSTOMER.value))
    trail.record("user.registered", target=user, details={"role": Role.CUSTOMER.value})
    return user
