"""`manage.py auditlogflush`: refused."""

from config.management.refused import RefusedCommand


class Command(RefusedCommand):
    """In the place of django-auditlog's."""
