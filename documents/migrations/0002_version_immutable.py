"""Original bytes are never altered: the database refuses to change a stored version."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION documents_version_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A stored version is immutable (document version %).', OLD.id
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER documents_version_immutable BEFORE UPDATE ON documents_documentversion
    FOR EACH ROW EXECUTE FUNCTION documents_version_immutable();
"""
BACKWARD = """
DROP TRIGGER documents_version_immutable ON documents_documentversion;
DROP FUNCTION documents_version_immutable();
"""


class Migration(migrations.Migration):
    """Adds the trigger."""

    dependencies = [("documents", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
