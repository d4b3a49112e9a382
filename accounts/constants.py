"""Enumerations of accounts."""

import datetime as dt

from django.db import models


class SessionKind(models.TextChoices):
    """Where somebody signed in."""

    API = "api", "API"
    CONSOLE = "console", "console"


class SessionEnd(models.TextChoices):
    """Why a session was ended before its time."""

    SIGNED_OUT = "signed_out", "signed out"
    REVOKED = "revoked", "ended by its owner elsewhere"
    ADMINISTRATOR = "administrator", "ended by an administrator"
    REPLAY = "replay", "a refresh token was used twice"
    PASSWORD_CHANGED = "password_changed", "the password was changed"
    FACTORS_CHANGED = "factors_changed", "the second factors were changed"
    ROLES_CHANGED = "roles_changed", "the roles were changed"
    CLOSED = "closed", "the account was closed"
    IDLE = "idle", "idle for too long"
    EXPIRED = "expired", "its time was over"


class EndpointState(models.TextChoices):
    """Whether a webhook endpoint is sent events."""

    ENABLED = "enabled", "enabled"
    DISABLED = "disabled", "disabled"


class EndpointDisabled(models.TextChoices):
    """Why a webhook endpoint is sent nothing."""

    BY_HAND = "by_hand", "switched off by hand"
    FAILURES = "failures", "it failed for days"
    GONE = "gone", "it answered 410 Gone"


class DeliveryState(models.TextChoices):
    """Where the delivery of one event to one endpoint stands."""

    PENDING = "pending", "waiting"
    DELIVERED = "delivered", "delivered"
    FAILED = "failed", "failed"
    WITHHELD = "withheld", "withheld"


# Machines
SECRETS_AT_ONCE = 2  # the new one and the one it replaces
CLIENT_SECRET_PREFIX = "muniment_sk_"  # noqa: S105 - what secret scanners look for
SERVICE_EMAIL_DOMAIN = "machines.invalid"  # RFC 2606: no such mailbox can exist
LAST_USED_STEP = dt.timedelta(minutes=1)  # `last_used_at` is no more exact than this
MACHINE_TOKEN_LIFETIME = dt.timedelta(minutes=15)

# Webhooks
# Source: Standard Webhooks, "retry schedule": about three days in ten attempts.
WEBHOOK_RETRIES = tuple(
    dt.timedelta(seconds=seconds)
    for seconds in (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
)
WEBHOOK_LONGEST_WAIT = dt.timedelta(days=1)  # however long `Retry-After` asks for
WEBHOOK_LEASE = dt.timedelta(seconds=60)  # a send takes ten at most
WEBHOOK_PATIENCE = dt.timedelta(seconds=10)  # what has waited longer than this lost its message
WEBHOOK_BACKLOG_PATIENCE = dt.timedelta(seconds=60)  # the same, once the sweep has sent another
WEBHOOK_IN_FLIGHT = 2  # sendings of one account at a time: a slow receiver must not hold every worker
WEBHOOK_BUSY_WAIT = dt.timedelta(seconds=5)
WEBHOOK_SWEEP_BATCH = 500
WEBHOOK_SECRET_OVERLAP = dt.timedelta(hours=24)
WEBHOOK_DISABLE_FAILURES = 10
WEBHOOK_DISABLE_AFTER = dt.timedelta(days=3)
WEBHOOK_KEPT = dt.timedelta(days=30)
WEBHOOK_SNIPPET = 1_000
WEBHOOK_ENDPOINTS_MOST = 20


class SubjectKind(models.TextChoices):
    """What the law calls a person (POPIA s1): a human being or an organisation."""

    NATURAL = "natural", "natural person"
    JURISTIC = "juristic", "juristic person"


class SubjectState(models.TextChoices):
    """Where a data subject's record stands."""

    ACTIVE = "active", "active"
    MERGED = "merged", "merged into another"
    ERASED = "erased", "erased"


class IdentifierKind(models.TextChoices):
    """Numbers by which registries know a person."""

    SA_ID = "sa_id", "South African identity number"
    PASSPORT = "passport", "passport number"
    COMPANY_REGISTRATION = "company_registration", "company registration number"
    TAX_NUMBER = "tax_number", "income tax reference number"
    VAT_NUMBER = "vat_number", "VAT registration number"
    FOREIGN_ID = "foreign_id", "identity number of another country"


class ContactKind(models.TextChoices):
    """Ways to reach a person."""

    EMAIL = "email", "e-mail address"
    PHONE = "phone", "telephone number"
    ADDRESS = "address", "postal address"


class SupersededBecause(models.TextChoices):
    """Why a value of a data subject no longer holds."""

    CORRECTED = "corrected", "corrected"
    REMOVED = "removed", "removed"
    MERGED = "merged", "moved to the subject that was kept"
    UNMERGED = "unmerged", "moved back when a merge was undone"


class MergeReason(models.TextChoices):
    """Why two records are one person's."""

    ENTERED_TWICE = "entered_twice", "the same person was entered twice"
    SAME_IDENTIFIER = "same_identifier", "both hold the same identifier on paper"
    CONFIRMED_BY_SUBJECT = "confirmed_by_subject", "the person confirmed it"
    NAME_CHANGED = "name_changed", "the person changed name"


class RevealPurpose(models.TextChoices):
    """What an unmasked value is needed for: a list, so that no personal value enters the trail."""

    IDENTIFY = "identify", "to verify who the person is"
    CONTACT = "contact", "to contact the person"
    CORRECT = "correct", "to correct the record"
    SUBJECT_REQUEST = "subject_request", "to answer the person's request"
    LEGAL_OBLIGATION = "legal_obligation", "to meet a legal obligation"
    INVESTIGATION = "investigation", "to investigate an incident or fraud"
    OWN_ACCESS = "own_access", "the person asks for their own data (POPIA s23)"


class MailKind(models.TextChoices):
    """What a mail is about; each has a template of its name in templates/mail/."""

    VERIFY_ADDRESS = "verify_address", "verify the address"
    ALREADY_REGISTERED = "already_registered", "the address has an account already"
    RESET_PASSWORD = "reset_password", "reset the password"
    PASSWORD_CHANGED = "password_changed", "the password was changed"
    INVITATION = "invitation", "invitation"
    FACTORS_CHANGED = "factors_changed", "the second factors were changed"
    NEW_DEVICE = "new_device", "sign-in from a new device"
    BREAK_GLASS = "break_glass", "glass was broken"
    WEBHOOK_DISABLED = "webhook_disabled", "a webhook was disabled"
    SESSION_REPLAY = "session_replay", "a refresh token was used twice"
    ROLE_GIVEN = "role_given", "a powerful role was given"


class MailState(models.TextChoices):
    """How far a mail has come."""

    WAITING = "waiting", "waiting"
    SENT = "sent", "sent"
    FAILED = "failed", "failed"
    DROPPED = "dropped", "not to be sent"


class LinkPurpose(models.TextChoices):
    """What a link in a mail does when it is followed."""

    VERIFY = "verify", "verify the address"
    RESET = "reset", "reset the password"
    INVITE = "invite", "accept the invitation"


class ChallengePurpose(models.TextChoices):
    """What a passkey is asked to sign for."""

    REGISTER = "register", "add the passkey"
    SHOW = "show", "show the second factor"


class FactorMethod(models.TextChoices):
    """How a second factor was shown."""

    TOTP = "totp", "authenticator app"
    RECOVERY_CODE = "recovery_code", "recovery code"
    PASSKEY = "passkey", "passkey"


class RuleEffect(models.TextChoices):
    """What an IP rule does with its network."""

    ALLOW = "allow", "allow"
    DENY = "deny", "deny"


class RuleScope(models.TextChoices):
    """Whom an IP rule is about; a service account is the account it acts as."""

    GLOBAL = "global", "everybody"
    ROLE = "role", "a role"
    USER = "user", "one account"
