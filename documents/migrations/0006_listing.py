"""What lists and searches read: order, facets, text."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION documents_facets_of(doc documents_document) RETURNS tsvector LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp
RETURN array_to_tsvector(array_remove(ARRAY[
    'type:' || nullif(doc.type, ''),
    'status:' || doc.status,
    'currency:' || lower(nullif(doc.currency, '')),
    'language:' || nullif(doc.language, '')
], NULL));

CREATE FUNCTION documents_facets_fill() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    NEW.facets := (SELECT documents_facets_of(d) FROM documents_document d WHERE d.id = NEW.document_id);
    RETURN NEW;
END $$;
CREATE TRIGGER documents_facets_fill BEFORE INSERT ON documents_documentsearch
    FOR EACH ROW EXECUTE FUNCTION documents_facets_fill();

CREATE FUNCTION documents_facets_follow() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE documents_documentsearch SET facets = documents_facets_of(NEW) WHERE document_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER documents_facets_follow AFTER UPDATE OF type, status, currency, language ON documents_document
    FOR EACH ROW WHEN (
        (OLD.type, OLD.status, OLD.currency, OLD.language)
        IS DISTINCT FROM (NEW.type, NEW.status, NEW.currency, NEW.language)
    ) EXECUTE FUNCTION documents_facets_follow();

-- How many documents hold a word decides the way to them (documents/listing.py): count many words.
ALTER TABLE documents_documentsearch ALTER COLUMN body SET STATISTICS 1000;
ALTER TABLE documents_reader ALTER COLUMN principal SET STATISTICS 1000;
"""
BACKWARD = """
DROP TRIGGER documents_facets_follow ON documents_document;
DROP TRIGGER documents_facets_fill ON documents_documentsearch;
DROP FUNCTION documents_facets_follow, documents_facets_fill, documents_facets_of(documents_document);
"""
# Words indexed so far are plain ones; documents read from now on, and `search_rebuild`, write stems as well.
COPY = """
INSERT INTO documents_documentsearch (document_id, body, facets)
SELECT id, search_vector, '' FROM documents_document WHERE search_vector IS NOT NULL;
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""


class Migration(migrations.Migration):
    """What lists and searches read: order, facets, text."""

    dependencies = [
        ("documents", "0005_readers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='document',
            name='binned_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='document',
            name='language',
            field=models.CharField(blank=True, editable=False, max_length=3),
        ),
        migrations.CreateModel(
            name='DocumentSearch',
            fields=[
                ('document', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='search', serialize=False, to='documents.document')),
                ('body', django.contrib.postgres.search.SearchVectorField()),
                ('facets', django.contrib.postgres.search.SearchVectorField(default='')),
            ],
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.RunSQL(COPY, migrations.RunSQL.noop),
        migrations.AlterModelOptions(
            name='document',
            options={'ordering': ['-id'], 'permissions': [('view_all_documents', 'Can see every document'), ('share_document', 'Can share document'), ('dispose_document', 'Can dispose of document')]},
        ),
        migrations.RemoveIndex(
            model_name='document',
            name='document_newest',
        ),
        migrations.RemoveIndex(
            model_name='document',
            name='document_owner_newest',
        ),
        migrations.RemoveIndex(
            model_name='document',
            name='document_case_newest',
        ),
        migrations.RemoveIndex(
            model_name='document',
            name='document_status_newest',
        ),
        migrations.RemoveIndex(
            model_name='document',
            name='document_type_newest',
        ),
        migrations.RemoveIndex(
            model_name='document',
            name='document_search',
        ),
        migrations.RemoveField(
            model_name='document',
            name='search_vector',
        ),
        migrations.AddIndex(
            model_name='document',
            index=models.Index(fields=['owner', '-id'], name='document_owner_newest'),
        ),
        migrations.AddIndex(
            model_name='document',
            index=models.Index(fields=['case', '-id'], name='document_case_newest'),
        ),
        migrations.AddIndex(
            model_name='document',
            index=models.Index(fields=['subject', '-id'], name='document_subject_newest'),
        ),
        migrations.AddIndex(
            model_name='document',
            index=models.Index(fields=['status', '-id'], name='document_status_newest'),
        ),
        migrations.AddIndex(
            model_name='document',
            index=models.Index(fields=['type', '-id'], name='document_type_newest'),
        ),
        migrations.AddIndex(
            model_name='document',
            index=models.Index(fields=['currency', 'amount'], name='document_money'),
        ),
        migrations.AddIndex(
            model_name='documentsearch',
            index=django.contrib.postgres.indexes.GinIndex(fields=['body', 'facets'], name='document_words'),
        ),
        migrations.AlterField(
            model_name='reader',
            name='document',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='readers', to='documents.document'),
        ),
        migrations.AddIndex(
            model_name='reader',
            index=models.Index(fields=['document', 'principal'], name='reader_document'),
        ),
    ]
