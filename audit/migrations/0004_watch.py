"""Sessions in the trail, and row changes as triggers see them: the backstop behind every bulk and raw write."""

import uuid_utils.compat
from django.db import migrations, models

import audit.fields

# Writes with the rights of the owner: the application may not write what tells on it. The first argument of
# the trigger is the column that names what an entry of the trail would be about.
WATCH = """
CREATE FUNCTION audit_watch() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    changed jsonb := CASE TG_OP WHEN 'DELETE' THEN to_jsonb(OLD) WHEN 'TRUNCATE' THEN '{}' ELSE to_jsonb(NEW) END;
BEGIN
    INSERT INTO public.audit_rowchange (id, "table", operation, row_key, transaction_id, at, database_role)
    VALUES (gen_random_uuid(), TG_TABLE_NAME, TG_OP, coalesce(changed ->> TG_ARGV[0], ''), pg_current_xact_id(),
            clock_timestamp(), session_user);
    RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION audit_watch() FROM PUBLIC;
"""

GUARD = "SELECT audit_guard('audit_rowchange'::regclass), audit_guard('audit_unrecorded'::regclass)"


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0003_append_only'),
    ]

    operations = [
        migrations.AddField(
            model_name='logentry',
            name='session_id',
            field=models.UUIDField(blank=True, null=True, verbose_name='session'),
        ),
        migrations.CreateModel(
            name='RowChange',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('table', models.CharField(max_length=63)),
                ('operation', models.CharField(max_length=8)),
                ('row_key', models.CharField(blank=True, max_length=64)),
                ('transaction_id', audit.fields.TransactionIdField(db_default=models.Func(function='pg_current_xact_id'))),
                ('at', models.DateTimeField()),
                ('database_role', models.CharField(max_length=63)),
            ],
            options={
                'db_table': 'audit_rowchange',
                'ordering': ['at', 'id'],
                'indexes': [models.Index(fields=['transaction_id'], name='rowchange_transaction')],
            },
        ),
        migrations.CreateModel(
            name='UnrecordedChange',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('change_id', models.UUIDField(unique=True)),
                ('found_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'audit_unrecorded',
                'ordering': ['-found_at', '-id'],
            },
        ),
        migrations.RunSQL(WATCH, "DROP FUNCTION audit_watch() CASCADE"),
        migrations.RunSQL(GUARD, migrations.RunSQL.noop),
    ]
