"""Products, required documents, notes and states of cases; tags."""

from django.db import migrations


class Migration(migrations.Migration):
    """Products, required documents, notes and states of cases; tags."""

    dependencies = [("documents", "0008_ways_in")]

    operations: list[migrations.operations.base.Operation] = []
