"""Every log line carries the id of the request it belongs to."""

import logging

from audit.context import acting


class RequestIdFilter(logging.Filter):
    """Adds `request_id` to each record."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record through, marked."""
        record.request_id = acting().request_id or "-"
        return True
