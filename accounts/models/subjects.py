"""Data subjects: the persons records are about. Every personal value is sealed under the subject's key."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from accounts.constants import ContactKind, IdentifierKind, SubjectKind, SubjectState, SupersededBecause
from accounts.identifiers import SINGLE_KINDS
from accounts.subject_querysets import SubjectQuerySet
from vault.models import DataKey


class DataSubject(models.Model):
    """A natural or juristic person (POPIA protects both), live, merged into another, or erased."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=10, choices=SubjectKind)
    state = models.CharField(max_length=10, choices=SubjectState, default=SubjectState.ACTIVE)
    data_key = models.OneToOneField(DataKey, on_delete=models.PROTECT, related_name="+")
    # Seals the subject's values in the trail; made with the first of them.
    audit_key = models.OneToOneField(DataKey, on_delete=models.PROTECT, null=True, related_name="+")
    login = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="data_subject",
    )
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="absorbed"
    )
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = SubjectQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = "data subject"
        default_permissions = ("add", "change", "view")
        permissions = [
            ("view_all_subjects", "Can see every data subject, masked"),
            ("reveal_datasubject", "Can reveal the values of a data subject"),
            ("merge_datasubject", "Can merge data subjects"),
            ("link_datasubject", "Can link a data subject to a login"),
            ("share_datasubject", "Can give others access to a data subject"),
        ]
        indexes = [models.Index(fields=["-created_at", "-id"], name="subject_newest")]
        constraints = [
            models.CheckConstraint(
                name="subject_state_fits",
                condition=Q(state=SubjectState.ACTIVE, merged_into__isnull=True, erased_at__isnull=True)
                | Q(
                    state=SubjectState.MERGED,
                    merged_into__isnull=False,
                    erased_at__isnull=True,
                    login__isnull=True,
                )
                | Q(
                    state=SubjectState.ERASED,
                    merged_into__isnull=True,
                    erased_at__isnull=False,
                    login__isnull=True,
                ),
            ),
            models.CheckConstraint(
                name="subject_not_merged_into_itself", condition=~Q(merged_into=models.F("id"))
            ),
        ]

    def __str__(self) -> str:
        return f"data subject {self.pk}"

    @property
    def subject_refs(self) -> list[UUID]:
        """Itself, for the trail."""
        return [self.pk]


class SubjectValue(models.Model):
    """One value of a subject, sealed; a value that no longer holds stays as evidence of the correction."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    blind_index = models.BinaryField(default=b"", blank=True)  # of the normalised value; empty: not searched
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    superseded_at = models.DateTimeField(null=True, blank=True)
    superseded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    superseded_because = models.CharField(max_length=10, choices=SupersededBecause, blank=True)
    moved_from = models.UUIDField(null=True, blank=True)  # the merged subject's row it was copied from

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def subject_refs(self) -> list[UUID]:
        """Whose value it is, for the trail."""
        return [self.subject_id]  # type: ignore[attr-defined]  # every table of values has it

    @property
    def is_live(self) -> bool:
        """Tell whether the value holds."""
        return self.superseded_at is None


LIVE = Q(superseded_at__isnull=True)
SUPERSEDED_WHOLLY = Q(superseded_at__isnull=True, superseded_because="", superseded_by__isnull=True) | (
    Q(superseded_at__isnull=False, superseded_by__isnull=False) & ~Q(superseded_because="")
)


class SubjectName(SubjectValue):
    """A name: given and family, or registered; one live per subject."""

    SEALED: ClassVar[tuple[str, ...]] = ("given", "family", "registered")

    subject = models.ForeignKey(DataSubject, on_delete=models.CASCADE, related_name="names")
    sealed_given = models.BinaryField(default=b"")
    sealed_family = models.BinaryField(default=b"")
    sealed_registered = models.BinaryField(default=b"")

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = "name"
        default_permissions = ()
        indexes = [models.Index(fields=["blind_index"], name="subjectname_blind", condition=LIVE)]
        constraints = [
            models.UniqueConstraint(fields=["subject"], condition=LIVE, name="subjectname_one_live"),
            models.CheckConstraint(condition=SUPERSEDED_WHOLLY, name="subjectname_superseded_wholly"),
        ]


class SubjectIdentifier(SubjectValue):
    """A number by which a registry knows the subject; one live holder per kind, country and number."""

    SEALED: ClassVar[tuple[str, ...]] = ("value",)

    subject = models.ForeignKey(DataSubject, on_delete=models.CASCADE, related_name="identifiers")
    kind = models.CharField(max_length=20, choices=IdentifierKind)
    country = models.CharField(max_length=2)
    sealed_value = models.BinaryField()
    verified_at = models.DateTimeField("compared with the document at", null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["created_at", "id"]
        verbose_name = "identifier"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "country", "blind_index"], condition=LIVE, name="subjectidentifier_one_holder"
            ),
            models.UniqueConstraint(
                fields=["subject", "kind", "country"],
                condition=LIVE & Q(kind__in=sorted(SINGLE_KINDS)),
                name="subjectidentifier_single_kind",
            ),
            models.CheckConstraint(condition=SUPERSEDED_WHOLLY, name="subjectidentifier_superseded_wholly"),
            models.CheckConstraint(condition=~Q(blind_index=b""), name="subjectidentifier_is_indexed"),
            models.CheckConstraint(
                name="subjectidentifier_verified_wholly",
                condition=Q(verified_at__isnull=True, verified_by__isnull=True)
                | Q(verified_at__isnull=False, verified_by__isnull=False),
            ),
        ]


class SubjectContact(SubjectValue):
    """A way to reach the subject; families and offices share them, so that several may hold the same."""

    SEALED: ClassVar[tuple[str, ...]] = ("value",)

    subject = models.ForeignKey(DataSubject, on_delete=models.CASCADE, related_name="contacts")
    kind = models.CharField(max_length=10, choices=ContactKind)
    sealed_value = models.BinaryField()

    class Meta:
        ordering = ["created_at", "id"]
        verbose_name = "contact"
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["kind", "blind_index"],
                name="subjectcontact_blind",
                condition=LIVE & ~Q(blind_index=b""),
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "kind", "blind_index"],
                condition=LIVE & ~Q(blind_index=b""),
                name="subjectcontact_once",
            ),
            models.CheckConstraint(condition=SUPERSEDED_WHOLLY, name="subjectcontact_superseded_wholly"),
        ]
