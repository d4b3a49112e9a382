"""The trail in the console."""

from __future__ import annotations

from auditlog.models import LogEntry as StockLogEntry
from django.contrib import admin
<<<<<<< HEAD
=======
from django.http import HttpRequest

from audit.models import LogEntry
from audit.recorded_admin import RecordedAdmin


class TrailAdmin(RecordedAdmin):
    """What happened, newest first."""

    list_display = ["timestamp", "event", "actor_id", "object_repr", "count", "interface", "remote_addr"]
    list_filter = ["timestamp", "interface", "action"]
    search_fields = ["event", "object_pk", "cid"]
    show_full_result_count = False
    list_per_page = 100

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody writes here by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes the trail."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody deletes from the trail."""
        return False
>>>>>>> 0820dfc (Record every screen, seal persons' values in the trail, and hold all doors to it)

from audit.console.findings import FindingAdmin, TermsAdmin
from audit.console.trail_admin import TrailAdmin
from audit.models import Finding, LogEntry, ReviewTerms

for model in (StockLogEntry, LogEntry):
    # django-auditlog registers its own screen, for whichever model is in use.
    if admin.site.is_registered(model):
        admin.site.unregister(model)
admin.site.register(LogEntry, TrailAdmin)
admin.site.register(Finding, FindingAdmin)
admin.site.register(ReviewTerms, TermsAdmin)
