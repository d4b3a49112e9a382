"""Cases: files of documents about a subject and a purpose."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models.functions import Upper
from django.utils import timezone
from uuid_utils.compat import uuid7

from accounts.models import DataSubject
from documents.constants import MAX_PURPOSE_LENGTH, CaseStatus
from documents.models.granting import GroupGrant, UserGrant
from documents.models.products import Product
from documents.querysets import CaseQuerySet


class Case(models.Model):
    """A file of documents, e.g. one loan application; a grant on it reaches its documents."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=200)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="cases")
    subject = models.ForeignKey(
        DataSubject, on_delete=models.PROTECT, null=True, blank=True, related_name="cases"
    )
    purpose = models.CharField(max_length=MAX_PURPOSE_LENGTH, blank=True)
    product = models.ForeignKey(
        Product, on_delete=models.PROTECT, null=True, blank=True, related_name="cases"
    )
    status = models.CharField(max_length=20, choices=CaseStatus, default=CaseStatus.OPEN, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        default_permissions = ("add", "change", "delete", "view")
        permissions = [("share_case", "Can share case"), ("dispose_case", "Can dispose of case")]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="case_name_unique_per_owner")]
        indexes = [
            models.Index(fields=["status", "-created_at", "-id"], name="case_status_newest"),
            models.Index(OpClass(Upper("name"), "text_pattern_ops"), name="case_name_begins"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def subject_refs(self) -> list[UUID]:
        """Whom the case is about, for the trail."""
        return [self.subject_id] if self.subject_id else []


class CaseUserObjectPermission(UserGrant):
    """A right on one case given to one person."""

    content_object = models.ForeignKey(Case, on_delete=models.CASCADE)

    class Meta(UserGrant.Meta):
        verbose_name = "case grant to a user"


class CaseGroupObjectPermission(GroupGrant):
    """A right on one case given to a group."""

    content_object = models.ForeignKey(Case, on_delete=models.CASCADE)

    class Meta(GroupGrant.Meta):
        verbose_name = "case grant to a group"
