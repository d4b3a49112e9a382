"""What is wrong with stored files: an officer signs it off."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from accounts.models import User
from audit import trail
from documents.exceptions import FindingNotFound
from documents.models import FileFinding


def file_finding_sign_off(*, actor: User, finding_id: UUID, note: str, at: dt.datetime) -> FileFinding:
    """Sign a finding off, with what was learnt; the same fault found again opens a new one.

    Raises:
        FindingNotFound: there is none, or it was signed off already.
    """
    with transaction.atomic():
        rows = FileFinding.objects.select_for_update()
        finding = rows.filter(pk=finding_id, signed_off_at__isnull=True).first()
        if finding is None:
            raise FindingNotFound("There is no such finding open.")
        finding.signed_off_by, finding.signed_off_at, finding.note = actor, at, note.strip()
        finding.save()
        trail.record("file.fault_signed_off", target=finding, details={"fault": finding.fault})
    return finding
