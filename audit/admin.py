"""The trail in the console."""

from __future__ import annotations

from auditlog.models import LogEntry as StockLogEntry
from django.contrib import admin

from audit.console.findings import FindingAdmin, TermsAdmin
from audit.console.retention import RetentionAdmin
from audit.console.trail_admin import TrailAdmin
from audit.models import Finding, LogEntry, ReviewTerms, TrailHold

for model in (StockLogEntry, LogEntry):
    # django-auditlog registers its own screen, for whichever model is in use.
    if admin.site.is_registered(model):
        admin.site.unregister(model)
admin.site.register(LogEntry, TrailAdmin)
admin.site.register(Finding, FindingAdmin)
admin.site.register(ReviewTerms, TermsAdmin)
admin.site.register(TrailHold, RetentionAdmin)
