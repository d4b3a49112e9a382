"""What requests carry beside their address, by the key of the row: made anew for each request."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.constants import LinkPurpose
from accounts.links import link_make
from accounts.services.service_accounts import Issued
from tests.access.holdings import HOOK
from tests.access.world import World
from tests.factories import CSV, PASSWORD, signed_in
from tests.factories.subjects import OTHER_SA_ID, SA_ID

NEW_PASSWORD = "eleven wandering swallows"
MACHINE = {
    "name": "A bridge",
    "contact": "ops@lender.example",
    "scopes": ["documents:read"],
    "rate_limit_per_minute": "600",
}
HOLD = {"since": "2017-03-01", "until": "2017-05-01", "reason": "Court order 7."}
RULE = {"years": "10", "in_force_from": "2026-01-01", "reason": "Court order 7."}
Body = dict[str, Any] | Callable[[World], dict[str, Any]]


def _file() -> SimpleUploadedFile:
    return SimpleUploadedFile("new.csv", CSV + b"2026-01-10,Fee,-1.00,1.00\n")


def _link(purpose: LinkPurpose) -> Callable[[World], dict[str, Any]]:
    """Return what goes with the link of a mail: a new one each time."""

    def body(world: World) -> dict[str, Any]:
        about = (
            {"invitation": world.objects["invitation"]}
            if purpose == LinkPurpose.INVITE
            else {"user": world.people["owner"]}
        )
        token = link_make(purpose, **about, at=timezone.now())
        return {"token": token, "password": NEW_PASSWORD, "again": NEW_PASSWORD}

    return body


def _api_link(purpose: LinkPurpose) -> Callable[[World], dict[str, Any]]:
    wanted = {"token"} if purpose == LinkPurpose.VERIFY else {"token", "password"}
    return lambda world: {name: value for name, value in _link(purpose)(world).items() if name in wanted}


BODIES: dict[str, Body] = {
    "POST account-accept": _link(LinkPurpose.INVITE),
    "POST account-reset": _link(LinkPurpose.RESET),
    "POST account-verify": _link(LinkPurpose.VERIFY),
    "POST admin_password_reset": {"email": "owner@example.com"},
    "POST v1:auth-invitation-accept": _api_link(LinkPurpose.INVITE),
    "POST v1:auth-password-reset-confirm": _api_link(LinkPurpose.RESET),
    "POST v1:auth-verify": _api_link(LinkPurpose.VERIFY),
    "POST v1:auth-password-reset": {"email": "owner@example.com"},
    "POST v1:auth-verify-resend": {"email": "owner@example.com"},
    "POST v1:auth-password-change": {"current": PASSWORD, "new": NEW_PASSWORD},
    "POST v1:auth-register": {"email": "new@example.com", "full_name": "New", "password": NEW_PASSWORD},
    "POST v1:invitation-list": {"email": "new@example.com", "full_name": "New", "role": "processor"},
    "POST admin:accounts_invitation_add": {
        "email": "new@example.com",
        "full_name": "New",
        "role": "processor",
    },
    "POST admin:accounts_serviceaccount_add": MACHINE,
    "POST admin:accounts_serviceaccount_change": MACHINE,
    "POST admin:accounts_serviceaccount_rotate": {"overlap": "0"},
    "POST admin:accounts_webhookendpoint_add": lambda world: {
        "account": str(world.objects["serviceaccount"].pk),
        "url": f"{HOOK}/other",
        "events": world.objects["webhook"].events,
    },
    "POST admin:accounts_webhookendpoint_change": lambda world: {
        "url": f"{HOOK}/other",
        "events": world.objects["webhook"].events,
    },
    "POST admin:accounts_webhookendpoint_rotate": {"overlap": "0"},
    "POST admin:accounts_webhookendpoint_replay": {"hours": "24"},
    "POST v1:auth-login": {"email": "owner@example.com", "password": PASSWORD},
    "POST v1:auth-refresh": lambda world: {"refresh": signed_in(world.people["owner"]).refresh},
    "POST v1:auth-token": lambda world: {
        "grant_type": "client_credentials",
        "client_id": cast(Issued, world.machine).account.client_id,
        "client_secret": cast(Issued, world.machine).plain,
    },
    "POST v1:mfa-totp-confirm": {"code": "000000"},
    "POST v1:mfa-verify": {"code": "000000"},
    "POST v1:mfa-webauthn-register": {"name": "Laptop", "credential": {}},
    "PATCH v1:mfa-device": {"name": "Laptop"},
    "POST admin:second_factor": {"code": "000000"},
    "POST admin:enrol": {"code": "000000"},
    "POST admin:factor_rename": {"name": "Laptop"},
    "PATCH v1:user-detail": {"full_name": "Renamed"},
    "PATCH v1:user-me": {"full_name": "Renamed"},
    "POST v1:ip-rule-list": {"effect": "deny", "network": "203.0.113.0/24", "reason": "A scan."},
    "PATCH v1:ip-rule-detail": {"reason": "Another scan."},
    "POST v1:service-account-list": {
        "name": "Another bridge",
        "contact": "ops@lender.example",
        "scopes": ["documents:read"],
    },
    "PATCH v1:service-account-detail": {"name": "The same bridge"},
    "POST v1:webhook-list": lambda world: {
        "service_account": str(world.objects["service-account"].pk),
        "url": f"{HOOK}/other",
        "events": world.objects["webhook"].events,
    },
    "PATCH v1:webhook-detail": {"description": "Renamed"},
    "POST v1:webhook-replay": {"since": "2026-01-01T00:00:00Z"},
    "POST admin:accounts_iprule_add": {
        "effect": "deny",
        "network": "203.0.113.0/24",
        "scope": "global",
        "reason": "A scan.",
        "is_enabled": "on",
    },
    "POST admin:accounts_iprule_change": {"reason": "Another scan.", "is_enabled": "on"},
    "POST v1:document-list": lambda _: {"file": _file()},
    "POST v1:upload-link-list": lambda _: {"expires_at": (timezone.now() + dt.timedelta(days=1)).isoformat()},
    "POST admin:documents_case_links": {"days": "7", "max_files": "5", "max_mib": "10"},
    "POST upload-link": lambda _: {"file": _file()},
    "POST v1:case-list": {"name": "Loan 7"},
    "PUT v1:document-tags": {"tags": ["urgent"]},
    "POST admin:documents_document_tags": {"put": "urgent"},
    "POST admin:documents_document_search_save": {"name": "Payslips", "query": "?type__exact=payslip"},
    "POST v1:saved-search-list": {"name": "Payslips", "parameters": {"type": ["payslip"]}},
    "PATCH v1:saved-search-detail": {"name": "Renamed"},
    "POST v1:case-moves": {"to": "complete"},
    "POST admin:documents_case_move": {"to": "complete"},
    "POST admin:documents_case_note": {"text": "Called them."},
    "POST v1:case-notes": {"text": "Called them."},
    "POST v1:product-list": {"name": "Vehicle loan", "requirements": [{"kind": "payslip"}]},
    "PATCH v1:product-detail": {"description": "For houses."},
    "POST admin:documents_product_add": {
        "name": "Vehicle loan",
        "requirements-TOTAL_FORMS": "0",
        "requirements-INITIAL_FORMS": "0",
    },
    "POST admin:documents_product_change": {
        "name": "Home loan",
        "description": "For houses.",
        "is_active": "on",
        "requirements-TOTAL_FORMS": "0",
        "requirements-INITIAL_FORMS": "0",
    },
    "POST admin:documents_batch_new": {"search": "{}"},
    "POST v1:document-batch": {"verb": "read", "search": {}},
    "POST v1:document-import": lambda _: {
        "file": SimpleUploadedFile("list.csv", b"document,type\nx,invoice\n")
    },
    "POST v1:document-versions": lambda _: {"file": _file()},
    "POST v1:document-derivations": {"kind": "rotation", "turns": [{"page": 1, "degrees": 90}]},
    "POST admin:documents_document_version_add": lambda _: {"file": _file()},
    "POST admin:documents_document_hold": {"reason": "A dispute."},
    "POST admin:documents_document_release": {"reason": "Settled."},
    "POST admin:documents_filefinding_sign_off": {"reason": "Restored."},
    "POST v1:document-holds": {"reason": "A dispute."},
    "POST v1:document-hold-release": {"reason": "Settled."},
    "PATCH v1:case-detail": lambda world: {"subject": str(world.objects["subject"].pk)},
    "PATCH v1:document-detail": lambda world: {"subject": str(world.objects["subject"].pk)},
    "POST admin:documents_case_subject": lambda world: {"subject": str(world.objects["subject"].pk)},
    "POST admin:documents_document_subject": lambda world: {"subject": str(world.objects["subject"].pk)},
    "POST v1:document-grants": {"email": "new@example.com", "verb": "view"},
    "POST v1:case-grants": {"email": "new@example.com", "verb": "view"},
    "POST v1:document-break-glass": {"reason": "Customer reports a wrong amount."},
    "POST v1:case-break-glass": {"reason": "Customer reports a wrong amount."},
    "POST admin:documents_document_access": {"email": "new@example.com", "verb": "view"},
    "POST admin:documents_case_access": {"email": "new@example.com", "verb": "view"},
    "POST admin:documents_breakglass_break": lambda world: {
        "target": "document",
        "target_id": str(world.objects["document"].pk),
        "reason": "Customer reports a wrong amount.",
    },
    "POST admin:audit_export": {"since": "2026-11-01T00:00", "until": "2026-11-02T00:00"},
    "POST admin:audit_finding_sign_off": {"note": "Looked at."},
    "POST admin:audit_trailhold_place": HOLD,
    "POST admin:audit_trailhold_release": {"reason": "The order is lifted."},
    "POST admin:audit_trailrule_set": RULE,
    "POST v1:trail-holds": HOLD,
    "POST v1:trail-hold-release": {"reason": "The order is lifted."},
    "POST v1:trail-rules": RULE,
    "POST v1:trail-exports": {"since": "2026-11-01T00:00:00Z", "until": "2026-11-02T00:00:00Z"},
    "POST v1:trail-finding-sign-off": {"note": "Looked at."},
    "POST v1:subject-list": {"kind": "juristic", "name": {"registered": "Umhlanga Traders"}},
    "POST v1:subject-search": {"identifier": {"kind": "sa_id", "value": SA_ID}},
    "PATCH v1:subject-detail": {"name": {"given": "Renamed"}},
    "POST v1:subject-identifiers": {"kind": "passport", "value": "A1234567", "country": "NA"},
    "PATCH v1:subject-identifier-correct": {"kind": "sa_id", "value": OTHER_SA_ID},
    "POST v1:subject-contacts": {"kind": "email", "value": "new@example.com"},
    "PATCH v1:subject-contact-correct": {"kind": "email", "value": "new@example.com"},
    "POST v1:subject-reveal": {"fields": ["name"], "purpose": "identify"},
    "POST v1:subject-link": lambda world: {"login": str(world.people["customer"].pk)},
    "POST v1:subject-merge": lambda world: {
        "other": str(world.objects["other"].pk),
        "reason": "entered_twice",
    },
    "POST v1:subject-grants": lambda world: {"user": str(world.people["stranger"].pk)},
    "POST admin:accounts_datasubject_add": {"kind": "natural", "given": "Sipho"},
    "POST admin:accounts_datasubject_search": {"by": "sa_id", "value": SA_ID},
    "POST admin:accounts_datasubject_history_open": {"purpose": "identify"},
    "POST admin:accounts_datasubject_reveal": {"fields_wanted": "name", "purpose": "identify"},
    "POST admin:accounts_datasubject_correct": {"given": "Renamed", "revision": "1"},
    "POST admin:accounts_datasubject_identifier": {
        "kind": "passport",
        "value": "A1234567",
        "country": "NA",
    },
    "POST admin:accounts_datasubject_contact": {"kind": "email", "value": "new@example.com"},
    "POST admin:accounts_datasubject_merge": lambda world: {
        "other": str(world.objects["other"].pk),
        "reason": "entered_twice",
    },
    "POST admin:login": {"username": "owner@example.com", "password": PASSWORD},
    "POST admin:documents_case_add": {"name": "Loan 8"},
    "POST admin:documents_case_change": {"name": "Loan 9"},
    "POST admin:documents_document_add": lambda _: {"files": _file()},
    "POST admin:accounts_user_add": {
        "email": "new@example.com",
        "full_name": "New",
        "usable_password": "false",
    },
    "POST admin:accounts_user_change": {
        "email": "owner@example.com",
        "full_name": "Renamed",
        "is_active": "on",
        "is_staff": "on",
    },
    "POST admin:auth_user_password_change": {
        "usable_password": "true",
        "password1": "another-long-word-for-tests",
        "password2": "another-long-word-for-tests",
    },
}


@dataclass(frozen=True, slots=True)
class Raw:
    """A request that is neither JSON nor a form."""

    headers: dict[str, str]
    content: bytes = b""
    kind: str = "application/octet-stream"


_TUS = {"Tus-Resumable": "1.0.0"}
RAW: dict[str, Raw] = {
    "POST v1:upload-list": Raw({**_TUS, "Upload-Length": "64"}),
    "PATCH v1:upload-detail": Raw(
        {**_TUS, "Upload-Offset": "0", "Content-Length": "6"}, b"a,b,c\n", "application/offset+octet-stream"
    ),
    "DELETE v1:upload-detail": Raw(_TUS),
    "POST admin:documents_document_uploads": Raw({**_TUS, "Upload-Length": "64"}),
    "POST admin:documents_document_upload": Raw({**_TUS, "X-HTTP-Method-Override": "DELETE"}),
}

# Sent as a plain form, not as JSON.
FORMS = {"POST v1:auth-token"}

# What the address carries behind the question mark.
QUERIES: dict[str, str] = {
    "GET v1:document-versions-compare": "from=1&to=1",
    "GET v1:trail-events": "since=2026-11-01T00:00:00Z&until=2026-11-02T00:00:00Z",
    "GET admin:autocomplete": "app_label=documents&model_name=document&field_name=case&term=Loan",
}


def body_of(key: str, world: World) -> dict[str, Any]:
    """Return the body of a request; empty where none is declared."""
    if "?action=" in key:
        model = key.split("_")[1]
        chosen = world.objects[model].pk
        return {"action": key.partition("?action=")[2], "_selected_action": str(chosen), "post": "yes"}
    body = BODIES.get(key, {})
    return body(world) if callable(body) else body
