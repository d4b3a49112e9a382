"""`manage.py auditlogmigratejson`: refused."""

from config.management.refused import RefusedCommand


class Command(RefusedCommand):
    """In the place of django-auditlog's."""
