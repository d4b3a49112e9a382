"""What the trail must ask of the apps above it; they fill this in when they are wired."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied


def _refuse(_who: Any) -> None:
    raise PermissionDenied


def _nobody(_user: Any, _subject_id: UUID) -> tuple[UUID, ...]:
    return ()


@dataclass
class Answers:
    """Closed until somebody answers.

    `require_fresh_factor` refuses a request whose second factor was not shown lately. `subject_ids_of` gives
    the ids under which the trail knows a data subject (its own, and those of records merged into it), none
    where there is no such subject or this user may not ask for it.
    """

    require_fresh_factor: Callable[[Any], None] = _refuse
    subject_ids_of: Callable[[Any, UUID], tuple[UUID, ...]] = _nobody


answers = Answers()
