"""Batches and their items; imports and exports."""

from django.db import migrations


class Migration(migrations.Migration):
    """Batches and their items; imports and exports."""

    dependencies = [("documents", "0010_finding")]

    operations: list[migrations.operations.base.Operation] = []
