"""Which role may do what: one declaration, from which groups and permissions are synced."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import TextChoices


class Role(TextChoices):
    """The roles people hold; each is a group of the same name."""

    ADMIN = "admin", "Administrator"
    COMPLIANCE_OFFICER = "compliance_officer", "Compliance officer"
    PROCESSOR = "processor", "Processor"
    AUDITOR = "auditor", "Auditor"
    CUSTOMER = "customer", "Customer"


_READ_DOCUMENTS = {
    "documents.view_case",
    "documents.view_document",
    "documents.view_documentversion",
    "documents.view_page",
    "documents.view_field",
    "documents.view_statementline",
    "documents.view_check",
    "documents.view_reviewtask",
    "documents.view_processingrun",
}

# Rights open a screen or a verb; which rows they reach is decided by `visible_to`, except for
# `view_all_documents`, which reaches every row.
MATRIX: dict[Role, frozenset[str]] = {
    Role.ADMIN: frozenset(
        {
            "accounts.view_user",
            "accounts.add_user",
            "accounts.change_user",
            "accounts.view_session",
            "accounts.change_session",
            "auth.view_group",
            *_READ_DOCUMENTS,
        }
    ),
    Role.COMPLIANCE_OFFICER: frozenset(
        {
            *_READ_DOCUMENTS,
            "documents.view_all_documents",
            "documents.add_document",
            "documents.change_document",
            "documents.add_case",
            "documents.change_case",
            "documents.change_reviewtask",
            "audit.view_logentry",
            "accounts.view_user",
        }
    ),
    Role.PROCESSOR: frozenset(
        {
            *_READ_DOCUMENTS,
            "documents.add_document",
            "documents.change_document",
            "documents.add_case",
            "documents.change_case",
            "documents.change_reviewtask",
        }
    ),
    Role.AUDITOR: frozenset(
        {*_READ_DOCUMENTS, "documents.view_all_documents", "audit.view_logentry", "accounts.view_user"}
    ),
    Role.CUSTOMER: frozenset({"documents.view_document", "documents.add_document"}),
}


def roles_sync() -> dict[str, int]:
    """Make groups and their permissions equal to the matrix; return the number of rights per role.

    Raises:
        LookupError: the matrix names a permission that no model declares.
    """
    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    with transaction.atomic():
        for role, rights in MATRIX.items():
            if missing := rights - known.keys():
                raise LookupError(f"{role} names permissions that do not exist: {sorted(missing)}")
            group, _ = Group.objects.get_or_create(name=role.value)
            group.permissions.set([known[right] for right in rights])
    return {role.value: len(rights) for role, rights in MATRIX.items()}
