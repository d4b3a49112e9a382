"""Rows of accounts, by subject."""

from accounts.models.factors import Passkey, PasskeyChallenge, RecoveryCode, TotpFactor
from accounts.models.mail import Link, Mail
from accounts.models.network import IPRule, RateHit
from accounts.models.people import Invitation, Registration
from accounts.models.service_accounts import ServiceAccount, ServiceAccountSecret
from accounts.models.sessions import Session
from accounts.models.subject_links import SubjectGrant, SubjectMerge
from accounts.models.subjects import DataSubject, SubjectContact, SubjectIdentifier, SubjectName
from accounts.models.users import User, UserManager
from accounts.models.webhooks import (
    WebhookAttempt,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookEvent,
    WebhookSecret,
)

__all__ = [
    "DataSubject",
    "IPRule",
    "Invitation",
    "Link",
    "Mail",
    "Passkey",
    "PasskeyChallenge",
    "RateHit",
    "RecoveryCode",
    "Registration",
    "ServiceAccount",
    "ServiceAccountSecret",
    "Session",
    "SubjectContact",
    "SubjectGrant",
    "SubjectIdentifier",
    "SubjectMerge",
    "SubjectName",
    "TotpFactor",
    "User",
    "UserManager",
    "WebhookAttempt",
    "WebhookDelivery",
    "WebhookEndpoint",
    "WebhookEvent",
    "WebhookSecret",
]
