"""Resumable uploads, upload links, watched folders and mailboxes, scans for malware."""

from django.db import migrations


class Migration(migrations.Migration):
    """Resumable uploads, upload links, watched folders and mailboxes, scans for malware."""

    dependencies = [("documents", "0007_versions")]

    operations: list[migrations.operations.base.Operation] = []
