"""Who may read which document, kept by the database beside the grants."""

from django.db import migrations


class Migration(migrations.Migration):
    """Who may read which document, kept by the database beside the grants."""

    dependencies = [("documents", "0004_subjects")]

    operations: list[migrations.operations.base.Operation] = []
