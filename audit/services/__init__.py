"""The front door for change: what people decide about the trail."""

from audit.services.retention import month_drop, trail_hold_place, trail_hold_release, trail_rule_set

__all__ = ["month_drop", "trail_hold_place", "trail_hold_release", "trail_rule_set"]
