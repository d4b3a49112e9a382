"""Which models django-auditlog watches, field by field, and why the others need none."""

from __future__ import annotations

from typing import Any

HIDDEN = "hidden"


def hidden(_: str) -> str:
    """Return what stands in the trail for a value of which only the change is told."""
    return HIDDEN


def _model(
    name: str, *fields: str, masked: tuple[str, ...] = (), m2m: tuple[str, ...] = ()
) -> dict[str, Any]:
    return {
        "model": name,
        "include_fields": [*fields, *masked],
        "mask_fields": list(masked),
        "mask_callable": f"{__name__}.{hidden.__name__}",
        "m2m_fields": set(m2m),
    }


_GRANT = ("permission", "content_object", "expires_at", "is_break_glass", "ended_at", "ended_because")

# By allow-list: ids, states, times and rights; no name, no address, no number of anybody, no text.
AUDITED = (
    _model(
        "accounts.User",
        "is_active",
        "is_staff",
        "is_superuser",
        "is_service",
        "email_verified_at",
        masked=("password",),
        m2m=("groups",),
    ),
    _model("accounts.Invitation", "role", "invited_by", "accepted_at", "withdrawn_at", "user"),
    _model("accounts.IPRule", "effect", "network", "scope", "role", "user", "is_enabled", "expires_at"),
    _model("accounts.ServiceAccount", "scopes", "rate_limit_per_minute", "token_generation"),
    _model("accounts.ServiceAccountSecret", "account", "expires_at", "revoked_at"),
    _model("accounts.TotpFactor", "user", "confirmed"),
    _model("accounts.Passkey", "user", "confirmed", "is_backed_up"),
    _model("accounts.DataSubject", "kind", "state", "login", "merged_into", "erased_at"),
    _model("accounts.SubjectGrant", "subject", "user", "may_reveal", "expires_at", "revoked_at"),
    _model("accounts.SubjectMerge", "kept", "merged", "reason", "undone_at"),
    _model("accounts.WebhookEndpoint", "events", "state", "disabled_because"),
    _model(
        "documents.Document",
        "owner",
        "case",
        "subject",
        "status",
        "type",
        "type_set_by",
        "confidence",
        "failure_code",
        "binned_at",
        "retained_until",
        "checked_out_by",
        "checked_out_until",
    ),
    _model("documents.DocumentHold", "document", "placed_by", "placed_at", "released_by", "released_at"),
    _model("documents.FileFinding", "fault", "version", "signed_off_by", "signed_off_at"),
    _model("documents.Case", "owner", "subject", "product", "status"),
    _model("documents.Product", "is_active"),
    _model(
        "documents.ProductRequirement",
        "product",
        "kind",
        "rule",
        "count",
        "max_age_days",
        "max_age_months",
        "year_ends",
        "is_optional",
    ),
    _model("documents.ReviewTask", "state", "closed_by"),
    _model("documents.BreakGlass", "user", "target", "target_id", "expires_at", "acknowledged_by"),
    _model("documents.UploadLink", "case", "made_by", "max_files", "max_bytes", "expires_at", "ended_at"),
    _model("documents.GrantOffer", "case", "document", "verb", "state", "expires_at"),
    _model("documents.CaseUserObjectPermission", "user", *_GRANT),
    _model("documents.CaseGroupObjectPermission", "group", *_GRANT),
    _model("documents.DocumentUserObjectPermission", "user", *_GRANT),
    _model("documents.DocumentGroupObjectPermission", "group", *_GRANT),
    _model("vault.SigningKey", "purpose", "state"),
    _model("audit.TrailHold", "since", "until", "placed_by", "released_by", "released_at"),
)

_BY_MACHINE = "written by the reading of a document, never by a person; document.read tells of it"
_SEALED = "each change is an event about its subject, with the value under the subject's audit key"
_MACHINERY = "machinery of the service: nobody changes it, and it decides nothing"

EXEMPT = {
    "accounts.Session": "sessions are told by events: session.opened, refreshed, ended",
    "accounts.PasskeyChallenge": _MACHINERY,
    "accounts.RecoveryCode": "told by events: factors' codes made, recovery_code.used; the rows are digests",
    "accounts.Registration": "told by user.registered; the row holds what a stranger typed",
    "accounts.Mail": _MACHINERY,
    "accounts.Link": _MACHINERY,
    "accounts.RateHit": _MACHINERY,
    "accounts.SubjectName": _SEALED,
    "accounts.SubjectIdentifier": _SEALED,
    "accounts.SubjectContact": _SEALED,
    "accounts.WebhookSecret": "told by webhook.created and webhook.secret_rotated; the rows are sealed",
    "accounts.WebhookEvent": _MACHINERY,
    "accounts.WebhookDelivery": "told by webhook.replayed and webhook.tested; else the service's own work",
    "accounts.WebhookAttempt": _MACHINERY,
    "documents.DocumentVersion": "never changed: a trigger refuses it; document.received tells of it",
    "documents.Lineage": "written once with the version that it tells of, whose event names it",
    "documents.Derivation": "asked for and ended by events: derivation.asked, .done and .failed",
    "documents.CaseMove": "written once, by case.moved, which tells of it",
    "documents.CaseNote": "written once, by case.noted, which tells of it",
    "documents.Tag": "a word made when it is first put on a document, whose event tells of it",
    "documents.DocumentTag": "put and taken off by document.tagged, which names the tags by their ids",
    "documents.SavedSearch": "made, changed and removed by events; it may hold values searched for",
    "documents.RecentDocument": "when somebody opened what: document.viewed tells the same and for good",
    "documents.DocumentSignature": _BY_MACHINE,
    "documents.SignatureBand": _BY_MACHINE,
    "documents.Reader": "kept by triggers from owners, cases and grants, whose events tell of it",
    "documents.DocumentSearch": _BY_MACHINE,
    "documents.Batch": "asked for and ended by events: batch.asked, .cancelled and .ended",
    "documents.BatchItem": "results of a batch; each change is told by the event of its own service",
    "documents.Page": _BY_MACHINE,
    "documents.Field": _BY_MACHINE,
    "documents.StatementLine": _BY_MACHINE,
    "documents.Upload": "told by upload.opened, ended, refused, expired; a whole one by document.received",
    "documents.UploadPart": _MACHINERY,
    "documents.LinkFile": "told by upload_link.used",
    "documents.Mail": "told by mail.taken; the row is provenance, and never changed by a person",
    "documents.MailAttachment": "written once with its mail; mail.taken tells of it",
    "documents.Scan": "told by document.scanned; nobody changes it by hand",
    "documents.Check": _BY_MACHINE,
    "documents.Classification": _BY_MACHINE,
    "documents.ProcessingRun": _BY_MACHINE,
    "vault.DataKey": "made and destroyed with the record it protects, whose event tells of it",
    "vault.IndexKey": "made once by the installation, never changed",
}
