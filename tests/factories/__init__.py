"""Rows and people for tests, made through the services people use."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from django.utils import timezone
from PIL import Image

from accounts.constants import SessionKind
from accounts.models import User
from accounts.roles import Role
from accounts.services.people import user_create
from accounts.services.sessions import Device, Tokens, session_open, tokens_for
from documents import reading_runs, services
from documents.intake import Intake
from documents.models import Case, CaseUserObjectPermission, Document, DocumentUserObjectPermission

PASSWORD = "correct-horse-battery-staple"
AT = dt.datetime(2026, 3, 1, 9, 0, tzinfo=dt.UTC)

CSV = (
    b"Date,Description,Amount,Balance\n"
    b"2026-01-05,Salary Umhlanga Traders,25000.00,26000.00\n"
    b"2026-01-09,Rent Berea Court,-8500.00,17500.00\n"
)


def blank_png() -> bytes:
    """Return a small picture."""
    buffer = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(buffer, "PNG")
    return buffer.getvalue()


def person(name: str, role: Role) -> User:
    """Return a user of this role."""
    return user_create(email=f"{name}@example.com", full_name=name.title(), password=PASSWORD, role=role)


def signed_in(user: User, at: dt.datetime | None = None, mfa_method: str = "totp") -> Tokens:
    """Return the tokens of a fresh sign-in to the API, second factor shown."""
    at = at or timezone.now()
    session = session_open(user=user, kind=SessionKind.API, at=at, device=Device(), mfa_method=mfa_method)
    return tokens_for(session, at=at)


def document_from(
    content: bytes = CSV, *, owner: User, name: str = "statement.csv", case: Case | None = None
) -> Document:
    """Take a file in and return its document, not read yet."""
    with Intake(at=timezone.now()) as intake:
        intake.write(content)
        made = services.document_create(
            actor=owner, intake=intake, file_name=name, case=case, at=timezone.now()
        )
    return made.document


def document_read(document: Document) -> Document:
    """Read a document here and now, as a worker would."""
    run = document.versions.get().runs.latest("number")
    reading_runs.run_read(run.pk)
    return Document.objects.get(pk=document.pk)


def case_of(owner: User, name: str = "Loan 1") -> Case:
    """Return a case."""
    return services.case_create(actor=owner, name=name, at=timezone.now())


def grant_case(case: Case, user: User, codename: str = "view_case") -> None:
    """Give a person a right on a case."""
    CaseUserObjectPermission.objects.create(content_object=case, user=user, permission=permission(codename))


def grant_document(document: Document, user: User, codename: str = "view_document") -> None:
    """Give a person a right on a document."""
    DocumentUserObjectPermission.objects.create(
        content_object=document, user=user, permission=permission(codename)
    )


def group_of(users: Iterable[User], name: str = "branch") -> Group:
    """Return a group of these people."""
    group = Group.objects.create(name=name)
    group.user_set.add(*users)
    return group


def permission(codename: str) -> Permission:
    """Return a permission of documents."""
    return Permission.objects.get(content_type__app_label="documents", codename=codename)
