"""The front door for change: what people decide about the trail."""

from audit.services.exports import trail_export
from audit.services.retention import month_drop, trail_hold_place, trail_hold_release, trail_rule_set
from audit.services.review import finding_sign_off, review_terms_create

__all__ = [
    "finding_sign_off",
    "month_drop",
    "review_terms_create",
    "trail_export",
    "trail_hold_place",
    "trail_hold_release",
    "trail_rule_set",
]
