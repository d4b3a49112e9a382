"""The sample documents as documents of this installation."""

from __future__ import annotations

import datetime as dt

from accounts.models import User
from documents import services
from documents.intake import Intake
from documents.sample import demo


def demo_create(*, owner: User, seed: int, at: dt.datetime) -> int:
    """Take in the sample documents in their cases; a second run with the same seed adds none.

    Returns:
        How many samples there are.
    """
    samples = demo(seed=seed)
    for sample in samples:
        case = services.case_create(actor=owner, name=sample.case, at=at) if sample.case else None
        with Intake(at=at) as intake:
            intake.write(sample.content)
            services.document_create(
                actor=owner,
                intake=intake,
                file_name=sample.name,
                case=case,
                idempotency_key=f"demo-{seed}-{sample.name}",
                at=at,
            )
    return len(samples)
