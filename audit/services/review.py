"""Findings of the daily review signed off, and its terms set."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from audit import trail
from audit.constants import FindingState
from audit.exceptions import FindingAboutYourself, FindingSignedOff
from audit.models import Finding, LogEntry, ReviewTerms


def finding_sign_off(*, actor: Any, finding_id: UUID, note: str, at: dt.datetime) -> Finding:
    """Answer for a finding, with what was learnt.

    Raises:
        Finding.DoesNotExist: there is none.
        FindingAboutYourself: it is about the person who signs.
        FindingSignedOff: somebody was first.
    """
    with transaction.atomic():
        finding = Finding.objects.select_for_update().get(pk=finding_id)
        if finding.actor_id == actor.pk:
            raise FindingAboutYourself("This finding is about you: somebody else signs it off.")
        if finding.state == FindingState.SIGNED_OFF:
            raise FindingSignedOff("This finding was signed off already.")
        finding.state = FindingState.SIGNED_OFF
        finding.signed_off_by, finding.signed_off_at, finding.note = actor, at, note
        finding.save(update_fields=["state", "signed_off_by", "signed_off_at", "note"])
        trail.record("finding.signed_off", target=finding, details={"rule": finding.rule})
    return finding


def review_terms_create(*, actor: Any, terms: Mapping[str, Any], at: dt.datetime) -> ReviewTerms:
    """Set the terms of the review from a day on; earlier ones stay as they were."""
    with transaction.atomic():
        made = ReviewTerms.objects.create(created_by=actor, created_at=at, **terms)
        trail.record(
            "review_terms.created",
            target=made,
            action=LogEntry.Action.CREATE,
            details={name: str(value) for name, value in terms.items() if name != "reason"},
        )
    return made
