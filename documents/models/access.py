"""Access beside ordinary grants: broken glass, and grants offered to an e-mail address."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from accounts.roles import Verb
from documents.constants import MAX_REASON_LENGTH, GrantTarget, OfferState
from documents.models.cases import Case
from documents.models.documents import Document


class BreakGlass(models.Model):
    """One time that somebody looked into what they may not see, with their reason.

    It names its object by id alone: destroying the object must not destroy the finding.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="broken_glass")
    target = models.CharField(max_length=10, choices=GrantTarget)
    target_id = models.UUIDField()
    reason = models.CharField(max_length=MAX_REASON_LENGTH)
    opened_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    acknowledged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-opened_at", "-id"]
        verbose_name_plural = "broken glass"
        permissions = [("break_glass", "Can break glass")]
        constraints = [
            models.CheckConstraint(name="break_glass_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="break_glass_is_timed", condition=Q(expires_at__gt=models.F("opened_at"))
            ),
            models.CheckConstraint(
                name="break_glass_acknowledged_by_another",
                condition=Q(acknowledged_by__isnull=True, acknowledged_at__isnull=True)
                | (Q(acknowledged_at__isnull=False) & ~Q(acknowledged_by=models.F("user"))),
            ),
        ]
        indexes = [
            models.Index(
                fields=["-opened_at"], name="break_glass_open", condition=Q(acknowledged_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.target} {self.target_id}"


class GrantOffer(models.Model):
    """A grant offered to an e-mail address by somebody who may not see who has an account.

    Nothing is looked up when it is made: whoever makes it learns the same, whether the address exists or not.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, null=True, blank=True, related_name="offers")
    document = models.ForeignKey(
        Document, on_delete=models.CASCADE, null=True, blank=True, related_name="offers"
    )
    email = models.EmailField("e-mail address", max_length=254)
    verb = models.CharField(max_length=10, choices=Verb)
    reason = models.CharField(max_length=MAX_REASON_LENGTH, blank=True)
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    offered_at = models.DateTimeField()
    offer_until = models.DateTimeField()
    expires_at = models.DateTimeField("grant expires at", null=True, blank=True)
    state = models.CharField(max_length=10, choices=OfferState, default=OfferState.OPEN)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-offered_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="offer_has_one_target",
                condition=Q(case__isnull=True, document__isnull=False)
                | Q(case__isnull=False, document__isnull=True),
            ),
            models.CheckConstraint(
                name="offer_email_lower", condition=Q(email=models.functions.Lower("email"))
            ),
            models.UniqueConstraint(
                fields=["case", "document", "email", "verb", "offered_by"],
                condition=Q(state=OfferState.OPEN),
                nulls_distinct=False,
                name="offer_open_once",
            ),
        ]
        indexes = [
            models.Index(fields=["email"], name="offer_open_email", condition=Q(state=OfferState.OPEN))
        ]

    def __str__(self) -> str:
        return f"offer {self.pk}"

    @property
    def subject_refs(self) -> list[UUID]:
        """Whom what is offered is about, for the trail."""
        return self.target.subject_refs

    @property
    def target(self) -> Case | Document:
        """What is offered: the case or the document."""
        found = self.case if self.case_id else self.document
        if found is None:
            raise LookupError("The database holds offers with a target only.")
        return found
