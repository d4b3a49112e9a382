"""Nothing of the trail can be changed: triggers refuse it, and months are made by a function of the owner's."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The trail is append-only: % on % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
"""

# Row triggers on the parent are cloned to each partition; statement triggers are not.
GUARD = """
CREATE FUNCTION audit_guard(guarded regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON %s '
                   'FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()', guarded);
    IF NOT EXISTS (SELECT 1 FROM pg_trigger WHERE tgrelid = guarded AND tgname = 'no_change') THEN
        EXECUTE format('CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON %s '
                       'FOR EACH ROW EXECUTE FUNCTION audit_refuse()', guarded);
    END IF;
END $$;
"""

# The application owns no table, so it cannot make a month itself. Runs with the rights of the owner.
MONTHS = """
CREATE FUNCTION audit_months_ensure(first date, months integer) RETURNS text[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    month timestamptz;
    made text[] := '{}';
    name text;
BEGIN
    IF months NOT BETWEEN 0 AND 240 THEN
        RAISE EXCEPTION 'Between 0 and 240 months, not %.', months;
    END IF;
    PERFORM set_config('TimeZone', 'UTC', true);
    FOR ahead IN 0..months - 1 LOOP
        month := date_trunc('month', first::timestamp) + make_interval(months => ahead);
        name := 'audit_logentry_' || to_char(month, 'YYYY_MM');
        IF to_regclass('public.' || name) IS NULL THEN
            EXECUTE format('CREATE TABLE public.%I PARTITION OF public.audit_logentry FOR VALUES FROM (%L) TO (%L)',
                           name, month, month + interval '1 month');
            PERFORM public.audit_guard(('public.' || name)::regclass);
        END IF;
        made := made || name;
    END LOOP;
    RETURN made;
END $$;
REVOKE EXECUTE ON FUNCTION audit_months_ensure(date, integer) FROM PUBLIC;
"""

GUARD_ALL = """
SELECT audit_guard(oid::regclass) FROM pg_class WHERE relkind IN ('p', 'r') AND (
    relname IN ('audit_logentry', 'audit_leaf', 'audit_node', 'audit_checkpoint', 'audit_anchor')
    OR oid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = 'audit_logentry'::regclass)
) ORDER BY relkind, relname;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0002_sealing'),
    ]

    operations = [
        migrations.RunSQL(REFUSE, "DROP FUNCTION audit_refuse() CASCADE"),
        migrations.RunSQL(GUARD, "DROP FUNCTION audit_guard(regclass)"),
        migrations.RunSQL(GUARD_ALL, migrations.RunSQL.noop),
        migrations.RunSQL(MONTHS, "DROP FUNCTION audit_months_ensure(date, integer)"),
    ]
