"""Documents and their immutable versions."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils import timezone
from uuid_utils.compat import uuid7

from accounts.models import DataSubject
from documents.constants import MAX_NAME_LENGTH, DocumentKind, DocumentStatus, VersionSource
from documents.models.cases import Case
from documents.models.granting import GroupGrant, UserGrant
from documents.querysets import DocumentQuerySet
from vault.models import DataKey


class Document(models.Model):
    """One document: what it is, where it stands, and what lists filter by."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="documents")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, blank=True, related_name="documents")
    subject = models.ForeignKey(
        DataSubject, on_delete=models.PROTECT, null=True, blank=True, related_name="documents"
    )
    name = models.CharField(max_length=MAX_NAME_LENGTH)
    status = models.CharField(
        max_length=20, choices=DocumentStatus, default=DocumentStatus.RECEIVED, editable=False
    )
    type = models.CharField(max_length=30, choices=DocumentKind, blank=True)
    confidence = models.FloatField(null=True, blank=True, editable=False)
    document_date = models.DateField(null=True, blank=True, editable=False)
    period_start = models.DateField(null=True, blank=True, editable=False)
    period_end = models.DateField(null=True, blank=True, editable=False)
    amount = models.DecimalField(max_digits=19, decimal_places=4, null=True, blank=True, editable=False)
    currency = models.CharField(max_length=3, blank=True, editable=False)
    failure_code = models.CharField(max_length=40, blank=True, editable=False)
    failure = models.TextField(blank=True, editable=False)
    page_count = models.PositiveIntegerField(default=0, editable=False)
    language = models.CharField(max_length=3, blank=True, editable=False)  # ISO 639-1, of most of its text
    idempotency_key = models.CharField(max_length=255, blank=True, editable=False)
    data_key = models.OneToOneField(
        DataKey, on_delete=models.PROTECT, related_name="document", editable=False
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True, editable=False)
    binned_at = models.DateTimeField(null=True, blank=True, editable=False)
    binned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    held = models.BooleanField(default=False, editable=False)  # kept by the database from the holds
    retained_until = models.DateField(null=True, blank=True, editable=False)
    type_set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    checked_out_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    checked_out_until = models.DateTimeField(null=True, blank=True, editable=False)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]  # keys are made in the order of time
        permissions = [
            ("view_all_documents", "Can see every document"),
            ("share_document", "Can share document"),
            ("dispose_document", "Can dispose of document"),
            ("break_checkout", "Can end somebody else's check-out"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "idempotency_key"],
                condition=~models.Q(idempotency_key=""),
                name="document_idempotency_key_unique",
            ),
            models.CheckConstraint(
                name="document_failed_says_why",
                condition=~models.Q(status=DocumentStatus.FAILED) | ~models.Q(failure=""),
            ),
            models.CheckConstraint(
                name="document_binned_by_somebody",
                condition=models.Q(binned_at__isnull=True, binned_by__isnull=True)
                | models.Q(binned_at__isnull=False, binned_by__isnull=False),
            ),
            models.CheckConstraint(
                name="document_checked_out_until",
                condition=models.Q(checked_out_by__isnull=True, checked_out_until__isnull=True)
                | models.Q(checked_out_by__isnull=False, checked_out_until__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "-id"], name="document_owner_newest"),
            models.Index(fields=["case", "-id"], name="document_case_newest"),
            models.Index(fields=["subject", "-id"], name="document_subject_newest"),
            models.Index(fields=["status", "-id"], name="document_status_newest"),
            models.Index(fields=["type", "-id"], name="document_type_newest"),
            models.Index(fields=["document_date"], name="document_date"),
            models.Index(fields=["currency", "amount"], name="document_money"),
            models.Index(
                fields=["-binned_at", "-id"],
                name="document_bin",
                condition=models.Q(binned_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def subject_refs(self) -> list[UUID]:
        """Whom the document is about, for the trail: its own subject, or else its case's."""
        if self.subject_id:
            return [self.subject_id]
        return self.case.subject_refs if self.case else []


class DocumentUserObjectPermission(UserGrant):
    """A right on one document given to one person."""

    content_object = models.ForeignKey(Document, on_delete=models.CASCADE)

    class Meta(UserGrant.Meta):
        verbose_name = "document grant to a user"


class DocumentGroupObjectPermission(GroupGrant):
    """A right on one document given to a group."""

    content_object = models.ForeignKey(Document, on_delete=models.CASCADE)

    class Meta(GroupGrant.Meta):
        verbose_name = "document grant to a group"


class DocumentVersion(models.Model):
    """The bytes of a document as they came in, never altered: a trigger lets only `verified_at` change."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(default=1)
    source = models.CharField(max_length=20, choices=VersionSource, default=VersionSource.UPLOAD)
    file_name = models.CharField(max_length=MAX_NAME_LENGTH)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    format = models.CharField(max_length=20)
    mime = models.CharField(max_length=100)
    storage_key = models.CharField(max_length=200, unique=True)
    # A later version is sealed before it is known which document it belongs to: under a key of its own, bound
    # to `sealed_for`. The first shares the document's key and is bound to the document.
    data_key = models.OneToOneField(
        DataKey, on_delete=models.PROTECT, null=True, blank=True, related_name="version", editable=False
    )
    sealed_for = models.UUIDField(null=True, blank=True, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    verified_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["document", "number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="version_number_unique"),
            models.CheckConstraint(
                condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"), name="version_sha256_hex"
            ),
        ]
        indexes = [
            models.Index(fields=["sha256"], name="version_sha256"),
            models.Index(models.F("verified_at").asc(nulls_first=True), "id", name="version_verified_oldest"),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} (version {self.number})"

    def binding(self) -> bytes:
        """Return the associated data that ties the ciphertext to this row."""
        return f"documents.version:{self.sealed_for or self.document_id}:{self.pk}".encode()

    @property
    def files_key(self) -> DataKey:
        """The key of its bytes: its own, or the document's."""
        return self.data_key or self.document.data_key

    def image_binding(self, page_number: int) -> bytes:
        """Return the associated data that ties the ciphertext of a page's picture to its page."""
        return f"documents.page_image:{self.pk}:{page_number}".encode()
