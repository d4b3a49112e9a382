"""New versions, lineage, check-out, the bin and the integrity of stored files."""

from django.db import migrations


class Migration(migrations.Migration):
    """New versions, lineage, check-out, the bin and the integrity of stored files."""

    dependencies = [("documents", "0006_listing")]

    operations: list[migrations.operations.base.Operation] = []
