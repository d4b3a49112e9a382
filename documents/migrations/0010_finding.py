"""Saved searches, recents and near-duplicates."""

from django.db import migrations


class Migration(migrations.Migration):
    """Saved searches, recents and near-duplicates."""

    dependencies = [("documents", "0009_casework")]

    operations: list[migrations.operations.base.Operation] = []
