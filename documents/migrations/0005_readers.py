"""Who may read which document, kept by the database beside the grants.

`documents_reader` is the sum of ownership, cases and grants: one row for each document and each person or group that
it is open to. Triggers keep it in the transaction that changes any of them, whatever path the change takes; the
application only reads it. Whoever changes who may read a document locks its row first (grants on a case: the case's
row), so that two changes at once cannot each miss the other.
"""

import django.db.models.deletion
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION documents_group_principal(id integer) RETURNS uuid LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN lpad(to_hex(id), 32, '0')::uuid;

CREATE FUNCTION documents_view_permission(of_model text) RETURNS integer LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp
RETURN (
    SELECT p.id FROM auth_permission p JOIN django_content_type t ON t.id = p.content_type_id
    WHERE t.app_label = 'documents' AND p.codename = 'view_' || of_model AND t.model = of_model
);

-- Computed from the truth: who may read these documents, and until when.
CREATE FUNCTION documents_readers_of(ids uuid[])
RETURNS TABLE (principal uuid, document_id uuid, until timestamptz) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    WITH open AS (
        SELECT d.id, d.owner_id, d.case_id FROM documents_document d
        WHERE d.id = ANY (ids) AND d.binned_at IS NULL
    )
    SELECT s.principal, s.id, max(s.until) FROM (
        SELECT owner_id AS principal, id, 'infinity'::timestamptz AS until FROM open
        UNION ALL
        SELECT c.owner_id, o.id, 'infinity' FROM open o JOIN documents_case c ON c.id = o.case_id
        UNION ALL
        SELECT g.user_id, o.id, coalesce(g.expires_at, 'infinity')
        FROM open o JOIN documents_documentuserobjectpermission g ON g.content_object_id = o.id
        WHERE g.ended_at IS NULL AND g.permission_id = documents_view_permission('document')
        UNION ALL
        SELECT documents_group_principal(g.group_id), o.id, coalesce(g.expires_at, 'infinity')
        FROM open o JOIN documents_documentgroupobjectpermission g ON g.content_object_id = o.id
        WHERE g.ended_at IS NULL AND g.permission_id = documents_view_permission('document')
        UNION ALL
        SELECT g.user_id, o.id, coalesce(g.expires_at, 'infinity')
        FROM open o JOIN documents_caseuserobjectpermission g ON g.content_object_id = o.case_id
        WHERE g.ended_at IS NULL AND g.permission_id = documents_view_permission('case')
        UNION ALL
        SELECT documents_group_principal(g.group_id), o.id, coalesce(g.expires_at, 'infinity')
        FROM open o JOIN documents_casegroupobjectpermission g ON g.content_object_id = o.case_id
        WHERE g.ended_at IS NULL AND g.permission_id = documents_view_permission('case')
    ) s GROUP BY s.principal, s.id
$$;

CREATE FUNCTION documents_readers_refresh(ids uuid[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM documents_document WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE;
    DELETE FROM documents_reader r WHERE r.document_id = ANY (ids) AND NOT EXISTS (
        SELECT FROM documents_readers_of(ids) s WHERE s.principal = r.principal AND s.document_id = r.document_id
    );
    INSERT INTO documents_reader AS r (principal, document_id, until)
    SELECT principal, document_id, until FROM documents_readers_of(ids)
    ON CONFLICT (principal, document_id) DO UPDATE SET until = EXCLUDED.until
    WHERE r.until IS DISTINCT FROM EXCLUDED.until;
END $$;

-- The same for every document of these cases.
CREATE FUNCTION documents_readers_refresh_cases(cases uuid[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM documents_case WHERE id = ANY (cases) ORDER BY id FOR NO KEY UPDATE;
    PERFORM documents_readers_refresh(ARRAY(SELECT id FROM documents_document WHERE case_id = ANY (cases)));
END $$;

CREATE FUNCTION documents_readers_on_document() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM 1 FROM documents_case WHERE id IN (SELECT case_id FROM new_rows) ORDER BY id FOR SHARE;
        PERFORM documents_readers_refresh(ARRAY(SELECT id FROM new_rows));
    ELSE
        DELETE FROM documents_reader WHERE document_id IN (SELECT id FROM old_rows);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER documents_readers_inserted AFTER INSERT ON documents_document
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION documents_readers_on_document();
CREATE TRIGGER documents_readers_deleted AFTER DELETE ON documents_document
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION documents_readers_on_document();

CREATE FUNCTION documents_readers_on_move() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM documents_case WHERE id IN (OLD.case_id, NEW.case_id) ORDER BY id FOR SHARE;
    PERFORM documents_readers_refresh(ARRAY[NEW.id]);
    RETURN NULL;
END $$;
CREATE TRIGGER documents_readers_moved AFTER UPDATE ON documents_document FOR EACH ROW
    WHEN (OLD.owner_id IS DISTINCT FROM NEW.owner_id OR OLD.case_id IS DISTINCT FROM NEW.case_id
          OR (OLD.binned_at IS NULL) IS DISTINCT FROM (NEW.binned_at IS NULL))
    EXECUTE FUNCTION documents_readers_on_move();

CREATE FUNCTION documents_readers_on_case() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM documents_readers_refresh_cases(ARRAY[NEW.id]);
    RETURN NULL;
END $$;
CREATE TRIGGER documents_readers_moved AFTER UPDATE ON documents_case FOR EACH ROW
    WHEN (OLD.owner_id IS DISTINCT FROM NEW.owner_id) EXECUTE FUNCTION documents_readers_on_case();

CREATE FUNCTION documents_readers_on_grant() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    changed uuid[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        changed := ARRAY(SELECT content_object_id FROM new_rows GROUP BY 1);
    ELSIF TG_OP = 'DELETE' THEN
        changed := ARRAY(SELECT content_object_id FROM old_rows GROUP BY 1);
    ELSE
        changed := ARRAY(
            SELECT content_object_id FROM new_rows UNION SELECT content_object_id FROM old_rows
        );
    END IF;
    IF TG_ARGV[0] = 'case' THEN
        PERFORM documents_readers_refresh_cases(changed);
    ELSE
        PERFORM documents_readers_refresh(changed);
    END IF;
    RETURN NULL;
END $$;
"""
_GRANT_TRIGGERS = """
CREATE TRIGGER documents_readers_granted AFTER INSERT ON {table} REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION documents_readers_on_grant('{target}');
CREATE TRIGGER documents_readers_changed AFTER UPDATE ON {table}
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION documents_readers_on_grant('{target}');
CREATE TRIGGER documents_readers_ended AFTER DELETE ON {table} REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION documents_readers_on_grant('{target}');
"""
FORWARD += "".join(
    _GRANT_TRIGGERS.format(table=f"documents_{target}{holder}objectpermission", target=target)
    for target in ("case", "document")
    for holder in ("user", "group")
)
FORWARD += """
REVOKE ALL ON FUNCTION documents_readers_refresh(uuid[]), documents_readers_refresh_cases(uuid[]) FROM PUBLIC;
INSERT INTO documents_reader (principal, document_id, until)
SELECT principal, document_id, until FROM documents_readers_of(ARRAY(SELECT id FROM documents_document));
"""
BACKWARD = "".join(
    f"""
DROP TRIGGER documents_readers_granted ON documents_{target}{holder}objectpermission;
DROP TRIGGER documents_readers_changed ON documents_{target}{holder}objectpermission;
DROP TRIGGER documents_readers_ended ON documents_{target}{holder}objectpermission;
"""
    for target in ("case", "document")
    for holder in ("user", "group")
)
BACKWARD += """
DROP TRIGGER documents_readers_moved ON documents_case;
DROP TRIGGER documents_readers_moved ON documents_document;
DROP TRIGGER documents_readers_inserted ON documents_document;
DROP TRIGGER documents_readers_deleted ON documents_document;
DROP FUNCTION documents_readers_on_grant, documents_readers_on_case, documents_readers_on_move,
    documents_readers_on_document, documents_readers_refresh_cases, documents_readers_refresh, documents_readers_of,
    documents_view_permission, documents_group_principal;
"""


class Migration(migrations.Migration):
    """Adds the table and what keeps it."""

    dependencies = [("documents", "0004_subjects")]

    operations = [
        migrations.AddField(
            "document", "binned_at", models.DateTimeField(blank=True, editable=False, null=True)
        ),
        migrations.CreateModel(
            name="Reader",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "principal", "document", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("principal", models.UUIDField()),
                ("until", models.DateTimeField()),
                (
                    "document",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="readers",
                        to="documents.document",
                    ),
                ),
            ],
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
