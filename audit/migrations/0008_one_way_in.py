"""What the application's role may write of the trail is not what decides about it."""

from django.db import migrations

# The sealing goes by the number of the transaction: whoever could write one that is still to come would have
# the sealer pass over everything in between. A dump is restored before its triggers are.
OWN = """
CREATE FUNCTION audit_own_transaction() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    NEW.transaction_id := pg_current_xact_id();
    RETURN NEW;
END $$;
CREATE TRIGGER own_transaction BEFORE INSERT ON audit_logentry
    FOR EACH ROW EXECUTE FUNCTION audit_own_transaction();
"""
OWN_UNDO = "DROP FUNCTION audit_own_transaction() CASCADE"

# Without a path of its own, a temporary table named audit_rule was the one it looked at.
PATHS = """
ALTER FUNCTION audit_rule_check() SET search_path = pg_catalog, public, pg_temp;
ALTER FUNCTION audit_hold_check() SET search_path = pg_catalog, public, pg_temp;
ALTER FUNCTION audit_finding_check() SET search_path = pg_catalog, public, pg_temp;
ALTER FUNCTION audit_refuse() SET search_path = pg_catalog, public, pg_temp;
ALTER FUNCTION audit_guard(regclass) SET search_path = pg_catalog, public, pg_temp;
"""

# A month that went does not come back empty, and months are those of a trail that is written now.
MONTHS = """
CREATE OR REPLACE FUNCTION audit_months_ensure(first date, months integer) RETURNS text[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    begins timestamptz;
    made text[] := '{}';
    name text;
BEGIN
    IF months NOT BETWEEN 0 AND 240 THEN
        RAISE EXCEPTION 'Between 0 and 240 months, not %.', months;
    END IF;
    PERFORM set_config('TimeZone', 'UTC', true);
    IF first < '2000-01-01' OR first + make_interval(months => months) > now() + interval '2 years' THEN
        RAISE EXCEPTION 'From 2000 on and at most two years ahead, not % months from %.', months, first;
    END IF;
    FOR ahead IN 0..months - 1 LOOP
        begins := date_trunc('month', first::timestamp) + make_interval(months => ahead);
        name := 'audit_logentry_' || to_char(begins, 'YYYY_MM');
        CONTINUE WHEN EXISTS (SELECT 1 FROM public.audit_dropped d WHERE d.month = begins::date);
        IF to_regclass('public.' || name) IS NULL THEN
            EXECUTE format('CREATE TABLE public.%I PARTITION OF public.audit_logentry FOR VALUES FROM (%L) TO (%L)',
                           name, begins, begins + interval '1 month');
            PERFORM public.audit_guard(('public.' || name)::regclass);
        END IF;
        made := made || name;
    END LOOP;
    RETURN made;
END $$;
"""

# Only the owner lets a month go (see database_roles): what is looked at here the application could have written.
DROP = """
CREATE OR REPLACE FUNCTION audit_month_drop(wanted date) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    first date := date_trunc('month', wanted)::date;
    after date := (date_trunc('month', wanted) + interval '1 month')::date;
    name text := 'audit_logentry_' || to_char(wanted, 'YYYY_MM');
    keep_years integer;
    total bigint;
    unsealed bigint;
    last_index bigint;
    kept uuid;
BEGIN
    PERFORM set_config('TimeZone', 'UTC', true);
    IF to_regclass('public.' || name) IS NULL THEN
        RAISE EXCEPTION 'There is no month %.', to_char(wanted, 'YYYY-MM') USING ERRCODE = 'no_data_found';
    END IF;
    SELECT r.years INTO keep_years FROM audit_rule r WHERE r.in_force_from <= now()::date
        ORDER BY r.in_force_from DESC, r.created_at DESC LIMIT 1;
    IF keep_years IS NULL OR after > (now() - make_interval(years => keep_years))::date THEN
        RAISE EXCEPTION 'It is not older than the rule of % years.', keep_years USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (SELECT 1 FROM audit_hold h WHERE h.released_at IS NULL AND h.since < after AND h.until > first) THEN
        RAISE EXCEPTION 'It is held.' USING ERRCODE = 'check_violation';
    END IF;
    EXECUTE format('LOCK TABLE public.%I IN ACCESS EXCLUSIVE MODE', name);
    EXECUTE format('SELECT count(*), count(*) FILTER (WHERE l.entry_id IS NULL), max(l.index) FROM public.%I e '
                   'LEFT JOIN public.audit_leaf l ON l.entry_id = e.id AND l.entry_at = e.timestamp', name)
        INTO total, unsealed, last_index;
    IF unsealed > 0 THEN
        RAISE EXCEPTION '% entries are not sealed.', unsealed USING ERRCODE = 'check_violation';
    END IF;
    IF total > 0 AND NOT EXISTS (SELECT 1 FROM audit_checkpoint c JOIN audit_anchor a ON a.checkpoint_id = c.id
                                 WHERE c.size > last_index) THEN
        RAISE EXCEPTION 'No anchored checkpoint covers it.' USING ERRCODE = 'check_violation';
    END IF;
    SELECT a.id INTO kept FROM audit_archive a JOIN audit_checkpoint c ON c.id = a.checkpoint_id
        WHERE a.month = first AND a.entries = total AND (total = 0 OR c.size > last_index)
        ORDER BY a.created_at DESC LIMIT 1;
    IF kept IS NULL THEN
        RAISE EXCEPTION 'No archive holds its % entries.', total USING ERRCODE = 'check_violation';
    END IF;
    INSERT INTO audit_dropped (id, month, entries, archive_id, dropped_at)
        VALUES (gen_random_uuid(), first, total, kept, now());
    EXECUTE format('ALTER TABLE public.audit_logentry DETACH PARTITION public.%I', name);
    EXECUTE format('DROP TABLE public.%I', name);
    RETURN total;
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0007_reconciled'),
    ]

    operations = [
        migrations.RunSQL(OWN, OWN_UNDO),
        migrations.RunSQL(PATHS, migrations.RunSQL.noop),
        migrations.RunSQL(MONTHS, migrations.RunSQL.noop),
        migrations.RunSQL(DROP, migrations.RunSQL.noop),
    ]
