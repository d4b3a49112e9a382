"""New versions, lineage, check-out, the bin and the integrity of stored files."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

# What is held or retained is neither binned nor destroyed: from the API, the console, a task or psql.
FORWARD = """
CREATE FUNCTION documents_kept(held boolean, retained_until date) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT held OR coalesce(retained_until >= (now() AT TIME ZONE 'UTC')::date, false)
$$;

CREATE FUNCTION documents_document_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.held := false;
        RETURN NEW;
    ELSIF TG_OP = 'DELETE' THEN
        IF documents_kept(OLD.held, OLD.retained_until) THEN
            RAISE EXCEPTION 'Document % is held or retained: it is not destroyed.', OLD.id
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF NEW.held IS DISTINCT FROM OLD.held THEN
        NEW.held := EXISTS (
            SELECT FROM documents_documenthold WHERE document_id = NEW.id AND released_at IS NULL
        );
    END IF;
    IF OLD.binned_at IS NULL AND NEW.binned_at IS NOT NULL
        AND (documents_kept(NEW.held, NEW.retained_until) OR documents_kept(OLD.held, OLD.retained_until))
    THEN
        RAISE EXCEPTION 'Document % is held or retained: it is not binned.', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER documents_document_kept BEFORE INSERT OR UPDATE OR DELETE ON documents_document
    FOR EACH ROW EXECUTE FUNCTION documents_document_kept();

CREATE FUNCTION documents_version_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM documents_document WHERE id = OLD.document_id AND documents_kept(held, retained_until)
    ) THEN
        RAISE EXCEPTION 'Document % is held or retained: its versions stay.', OLD.document_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER documents_version_kept BEFORE DELETE ON documents_documentversion
    FOR EACH ROW EXECUTE FUNCTION documents_version_kept();

-- Destroying the key is destroying the document.
CREATE FUNCTION documents_key_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM documents_document d
        WHERE documents_kept(d.held, d.retained_until)
        AND (d.data_key_id = OLD.id OR d.id IN (
            SELECT document_id FROM documents_documentversion WHERE data_key_id = OLD.id
        ))
    ) THEN
        RAISE EXCEPTION 'Key % belongs to a document that is held or retained.', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER documents_key_kept BEFORE UPDATE ON vault_datakey FOR EACH ROW
    WHEN (NEW.state = 'destroyed' AND OLD.state <> 'destroyed') EXECUTE FUNCTION documents_key_kept();

CREATE FUNCTION documents_hold_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.released_at IS NULL THEN
            RAISE EXCEPTION 'Hold % is in force: release it with a reason.', OLD.id
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF OLD.released_at IS NOT NULL OR NEW.released_at IS NULL
        OR (NEW.id, NEW.document_id, NEW.reason, NEW.placed_by_id, NEW.placed_at)
        IS DISTINCT FROM (OLD.id, OLD.document_id, OLD.reason, OLD.placed_by_id, OLD.placed_at)
    THEN
        RAISE EXCEPTION 'A hold is placed and released, never changed (hold %).', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER documents_hold_guard BEFORE UPDATE OR DELETE ON documents_documenthold
    FOR EACH ROW EXECUTE FUNCTION documents_hold_guard();

CREATE FUNCTION documents_hold_follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE documents_document SET held = NOT held WHERE id = NEW.document_id AND held <> EXISTS (
        SELECT FROM documents_documenthold WHERE document_id = NEW.document_id AND released_at IS NULL
    );
    RETURN NULL;
END $$;
CREATE TRIGGER documents_hold_follow AFTER INSERT OR UPDATE ON documents_documenthold
    FOR EACH ROW EXECUTE FUNCTION documents_hold_follow();

-- Of a stored version only the moment of its last check changes.
CREATE OR REPLACE FUNCTION documents_version_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW) - 'verified_at' IS NOT DISTINCT FROM to_jsonb(OLD) - 'verified_at' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'A stored version is immutable (document version %).', OLD.id
        USING ERRCODE = 'restrict_violation';
END $$;
"""
BACKWARD = """
CREATE OR REPLACE FUNCTION documents_version_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A stored version is immutable (document version %).', OLD.id
        USING ERRCODE = 'restrict_violation';
END $$;
DROP TRIGGER documents_hold_follow ON documents_documenthold;
DROP FUNCTION documents_hold_follow();
DROP TRIGGER documents_hold_guard ON documents_documenthold;
DROP FUNCTION documents_hold_guard();
DROP TRIGGER documents_key_kept ON vault_datakey;
DROP FUNCTION documents_key_kept();
DROP TRIGGER documents_version_kept ON documents_documentversion;
DROP FUNCTION documents_version_kept();
DROP TRIGGER documents_document_kept ON documents_document;
DROP FUNCTION documents_document_kept();
DROP FUNCTION documents_kept(boolean, date);
"""


class Migration(migrations.Migration):
    """Adds the rows, then the triggers."""

    dependencies = [
        ('documents', '0006_listing'),
        ('vault', '0003_alter_datakey_purpose'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Derivation',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('restore', 'an older version again'), ('split', 'split off'), ('merge', 'merged'), ('rotation', 'pages turned'), ('redaction', 'redacted')], max_length=20)),
                ('versions', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                ('terms', models.JSONField()),
                ('names', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=255), default=list, size=None)),
                ('state', models.CharField(choices=[('queued', 'queued'), ('running', 'running'), ('done', 'done'), ('failed', 'failed')], default='queued', max_length=20)),
                ('asked_at', models.DateTimeField()),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('lease_token', models.UUIDField(blank=True, null=True)),
                ('lease_expires_at', models.DateTimeField(blank=True, null=True)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('error', models.TextField(blank=True)),
                ('made', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
            ],
            options={
                'ordering': ['-asked_at', '-id'],
                'default_permissions': ('view',),
            },
        ),
        migrations.CreateModel(
            name='DocumentHold',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('reason', models.CharField(max_length=500)),
                ('placed_at', models.DateTimeField()),
                ('released_at', models.DateTimeField(blank=True, null=True)),
                ('released_because', models.CharField(blank=True, max_length=500)),
            ],
            options={
                'ordering': ['-placed_at', '-id'],
                'default_permissions': ('add', 'change', 'view'),
            },
        ),
        migrations.CreateModel(
            name='FileFinding',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('fault', models.CharField(choices=[('missing', 'the stored file is missing'), ('unreadable', 'the ciphertext does not authenticate'), ('changed', 'the content is not what came in'), ('orphan', 'a stored file that no record knows')], max_length=20)),
                ('storage_key', models.CharField(max_length=300)),
                ('found_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField()),
                ('times', models.PositiveIntegerField(default=1)),
                ('signed_off_at', models.DateTimeField(blank=True, null=True)),
                ('note', models.CharField(blank=True, max_length=500)),
            ],
            options={
                'verbose_name': 'finding about a stored file',
                'verbose_name_plural': 'findings about stored files',
                'ordering': ['-found_at', '-id'],
                'default_permissions': ('view', 'change'),
            },
        ),
        migrations.CreateModel(
            name='Lineage',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('origin_document_id', models.UUIDField()),
                ('origin_number', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=[('restore', 'an older version again'), ('split', 'split off'), ('merge', 'merged'), ('rotation', 'pages turned'), ('redaction', 'redacted')], max_length=20)),
                ('position', models.PositiveIntegerField(default=0)),
                ('pages', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveIntegerField(), blank=True, default=list, size=None)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['derived', 'position'],
                'default_permissions': ('view',),
            },
        ),
        migrations.AlterModelOptions(
            name='document',
            options={'ordering': ['-id'], 'permissions': [('view_all_documents', 'Can see every document'), ('share_document', 'Can share document'), ('dispose_document', 'Can dispose of document'), ('break_checkout', "Can end somebody else's check-out")]},
        ),
        migrations.AddField(
            model_name='document',
            name='checked_out_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='document',
            name='checked_out_until',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='document',
            name='held',
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name='document',
            name='retained_until',
            field=models.DateField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='document',
            name='type_set_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='documentversion',
            name='data_key',
            field=models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='version', to='vault.datakey'),
        ),
        migrations.AddField(
            model_name='documentversion',
            name='made_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='documentversion',
            name='sealed_for',
            field=models.UUIDField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='documentversion',
            name='verified_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AlterField(
            model_name='documentversion',
            name='source',
            field=models.CharField(choices=[('upload', 'upload'), ('restore', 'an older version again'), ('split', 'split off'), ('merge', 'merged'), ('rotation', 'pages turned'), ('redaction', 'redacted')], default='upload', max_length=20),
        ),
        migrations.AddIndex(
            model_name='document',
            index=models.Index(condition=models.Q(('binned_at__isnull', False)), fields=['-binned_at', '-id'], name='document_bin'),
        ),
        migrations.AddIndex(
            model_name='documentversion',
            index=models.Index(models.OrderBy(models.F('verified_at'), nulls_first=True), models.F('id'), name='version_verified_oldest'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('binned_at__isnull', True), ('binned_by__isnull', True)), models.Q(('binned_at__isnull', False), ('binned_by__isnull', False)), _connector='OR'), name='document_binned_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('checked_out_by__isnull', True), ('checked_out_until__isnull', True)), models.Q(('checked_out_by__isnull', False), ('checked_out_until__isnull', False)), _connector='OR'), name='document_checked_out_until'),
        ),
        migrations.AddField(
            model_name='derivation',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='derivation',
            name='document',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='derivations', to='documents.document'),
        ),
        migrations.AddField(
            model_name='documenthold',
            name='document',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='holds', to='documents.document'),
        ),
        migrations.AddField(
            model_name='documenthold',
            name='placed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='documenthold',
            name='released_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='filefinding',
            name='signed_off_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='filefinding',
            name='version',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='findings', to='documents.documentversion'),
        ),
        migrations.AddField(
            model_name='lineage',
            name='derived',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='origins', to='documents.documentversion'),
        ),
        migrations.AddField(
            model_name='lineage',
            name='origin',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='derived', to='documents.documentversion'),
        ),
        migrations.AddIndex(
            model_name='derivation',
            index=models.Index(condition=models.Q(('state__in', ['queued', 'running'])), fields=['asked_at'], name='derivation_unfinished'),
        ),
        migrations.AddIndex(
            model_name='documenthold',
            index=models.Index(condition=models.Q(('released_at__isnull', True)), fields=['document'], name='hold_in_force'),
        ),
        migrations.AddConstraint(
            model_name='documenthold',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='hold_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='documenthold',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('released_at__isnull', True), ('released_because', ''), ('released_by__isnull', True)), models.Q(('released_at__isnull', False), ('released_by__isnull', False), models.Q(('released_because', ''), _negated=True)), _connector='OR'), name='hold_released_wholly'),
        ),
        migrations.AddConstraint(
            model_name='filefinding',
            constraint=models.UniqueConstraint(condition=models.Q(('signed_off_at__isnull', True)), fields=('storage_key', 'fault'), name='file_finding_open_once'),
        ),
        migrations.AddConstraint(
            model_name='filefinding',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('note', ''), ('signed_off_at__isnull', True), ('signed_off_by__isnull', True)), models.Q(('signed_off_at__isnull', False), ('signed_off_by__isnull', False), models.Q(('note', ''), _negated=True)), _connector='OR'), name='file_finding_signed_wholly'),
        ),
        migrations.AddConstraint(
            model_name='lineage',
            constraint=models.UniqueConstraint(fields=('derived', 'position'), name='lineage_position_unique'),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
