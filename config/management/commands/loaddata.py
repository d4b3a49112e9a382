"""`manage.py loaddata`, told to the trail: fixtures pass by the field changes that django-auditlog writes."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.management.base import CommandError
from django.core.management.commands import loaddata
from django.core.serializers.base import DeserializedObject
from django.db import transaction

from audit import trail


class Command(loaddata.Command):
    """Django's loaddata; one event of the trail names the files, the models and how many rows."""

    def loaddata(self, fixture_labels: Sequence[str]) -> None:
        """Load and record together, or neither."""
        with transaction.atomic(using=self.using):
            super().loaddata(fixture_labels)
            if self.loaded_object_count:
                models = sorted(model._meta.label for model in self.models)
                trail.record(
                    "fixtures.loaded",
                    details={"files": [str(label)[:200] for label in fixture_labels], "models": models},
                    count=self.loaded_object_count,
                )

    def save_obj(self, obj: DeserializedObject) -> bool:
        """Save a row; none of the trail comes out of a file."""
        if obj.object._meta.app_label == "audit":
            raise CommandError("Rows of the trail are written by what happens, never by a fixture.")
        return bool(super().save_obj(obj))
