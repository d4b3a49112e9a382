"""Files on their way in: resumable uploads, upload links, mails, and scans for malware."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from uuid_utils.compat import uuid7

from documents.constants import MAX_NAME_LENGTH, MAX_REASON_LENGTH, MailState, ScanState, UploadState
from documents.models.cases import Case
from documents.models.documents import Document, DocumentVersion
from vault.models import DataKey


class Upload(models.Model):
    """One file that arrives in chunks; `offset` is what is safely stored, whatever happens next."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="uploads")
    case = models.ForeignKey(Case, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    file_name = models.CharField(max_length=MAX_NAME_LENGTH)
    metadata = models.TextField(blank=True)  # as the client sent it: the protocol gives it back
    length = models.PositiveBigIntegerField()
    offset = models.PositiveBigIntegerField(default=0)
    part_count = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=UploadState, default=UploadState.OPEN)
    refusal_code = models.CharField(max_length=40, blank=True)
    refusal = models.TextField(blank=True)
    document = models.ForeignKey(Document, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    data_key = models.OneToOneField(DataKey, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    finishing_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(name="upload_offset_within", condition=Q(offset__lte=F("length"))),
            models.CheckConstraint(
                name="upload_refused_says_why", condition=~Q(state=UploadState.REFUSED) | ~Q(refusal="")
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "-created_at", "-id"], name="upload_owner_newest"),
            models.Index(
                fields=["expires_at"], name="upload_open_expiry", condition=Q(state=UploadState.OPEN)
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def subject_refs(self) -> list[UUID]:
        """Whom the file is about as far as known: its case's subject."""
        return self.case.subject_refs if self.case else []

    @property
    def is_whole(self) -> bool:
        """Every byte has arrived."""
        return self.offset == self.length


class UploadPart(models.Model):
    """A sealed piece of an upload, in the storage."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="parts")
    offset = models.PositiveBigIntegerField()
    size = models.PositiveBigIntegerField()
    storage_key = models.CharField(max_length=200, unique=True)

    class Meta:
        ordering = ["upload", "offset"]
        constraints = [models.UniqueConstraint(fields=["upload", "offset"], name="upload_part_offset_unique")]

    def __str__(self) -> str:
        return f"{self.size} bytes from {self.offset}"

    def binding(self) -> bytes:
        """Return the associated data that ties the ciphertext to its place in its upload."""
        return f"documents.upload:{self.upload_id}:{self.offset}".encode()


class UploadLink(models.Model):
    """A one-way door into a case: whoever has the secret puts files in and sees nothing else."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="upload_links")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    secret_hash = models.CharField(max_length=64, unique=True)
    title = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=MAX_REASON_LENGTH, blank=True)
    max_files = models.PositiveIntegerField()
    max_bytes = models.PositiveBigIntegerField()
    taken_files = models.PositiveIntegerField(default=0)
    taken_bytes = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(name="upload_link_is_timed", condition=Q(expires_at__gt=F("created_at"))),
            models.CheckConstraint(
                name="upload_link_within_limits",
                condition=Q(taken_files__lte=F("max_files"), taken_bytes__lte=F("max_bytes")),
            ),
        ]
        indexes = [models.Index(fields=["case", "-created_at", "-id"], name="upload_link_case_newest")]

    def __str__(self) -> str:
        return f"upload link {self.pk}"

    @property
    def subject_refs(self) -> list[UUID]:
        """Whom its case is about, for the trail."""
        return self.case.subject_refs


class LinkFile(models.Model):
    """One file that came in by a link; `visitor` tells one browser's files from another's."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    link = models.ForeignKey(UploadLink, on_delete=models.CASCADE, related_name="files")
    visitor = models.CharField(max_length=64)
    file_name = models.CharField(max_length=MAX_NAME_LENGTH)
    size = models.PositiveBigIntegerField()
    document = models.ForeignKey(Document, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["link", "visitor"], name="link_file_visitor")]

    def __str__(self) -> str:
        return self.file_name


class Mail(models.Model):
    """A mail that was looked at: where it came from and what became of it; its text is not kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    mailbox = models.CharField(max_length=64)  # a digest of server, account and folder
    uid_validity = models.PositiveBigIntegerField()
    uid = models.PositiveBigIntegerField()
    state = models.CharField(max_length=10, choices=MailState)
    why = models.TextField(blank=True)
    sealed_sender = models.BinaryField()
    sealed_message_id = models.BinaryField()
    created_at = models.DateTimeField()
    is_put_away = models.BooleanField(default=False)  # marked or moved on the server

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["mailbox", "uid_validity", "uid"], name="mail_uid_unique")
        ]

    def __str__(self) -> str:
        return f"mail {self.uid}"


class MailAttachment(models.Model):
    """A document that came in with a mail."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    mail = models.ForeignKey(Mail, on_delete=models.CASCADE, related_name="attachments")
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["mail", "position"]
        constraints = [
            models.UniqueConstraint(fields=["mail", "position"], name="mail_attachment_position_unique")
        ]

    def __str__(self) -> str:
        return f"attachment {self.position}"


class Scan(models.Model):
    """The malware scan of one version: until it is clean, nobody opens, reads or renders the file."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.OneToOneField(DocumentVersion, on_delete=models.CASCADE, related_name="scan")
    state = models.CharField(max_length=10, choices=ScanState, default=ScanState.WAITING)
    signature = models.CharField(max_length=200, blank=True)
    error = models.TextField(blank=True)
    attempts = models.PositiveIntegerField(default=0)
    queued_at = models.DateTimeField()
    lease_expires_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-queued_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="scan_found_names_it", condition=~Q(state=ScanState.FOUND) | ~Q(signature="")
            )
        ]
        indexes = [
            models.Index(fields=["queued_at"], name="scan_waiting", condition=Q(state=ScanState.WAITING))
        ]

    def __str__(self) -> str:
        return f"scan: {self.state}"
