"""Who may read what is told by the index alone, and names of cases are found by how they begin."""

import django.contrib.postgres.indexes
from django.db import migrations, models
from django.db.models.functions import Upper

_WITH_UNTIL = """
    ALTER TABLE documents_reader
        DROP CONSTRAINT documents_reader_pkey,
        ADD CONSTRAINT documents_reader_pkey PRIMARY KEY (principal, document_id) INCLUDE (until)
"""
_WITHOUT = """
    ALTER TABLE documents_reader
        DROP CONSTRAINT documents_reader_pkey,
        ADD CONSTRAINT documents_reader_pkey PRIMARY KEY (principal, document_id)
"""


class Migration(migrations.Migration):
    """Indexes only."""

    dependencies = [("documents", "0011_batches")]

    operations = [
        migrations.RunSQL(_WITH_UNTIL, _WITHOUT),
        migrations.AddIndex(
            "case",
            models.Index(
                django.contrib.postgres.indexes.OpClass(Upper("name"), "text_pattern_ops"),
                name="case_name_begins",
            ),
        ),
    ]
