"""Pages of the bounded lists below one document."""

from rest_framework.pagination import LimitOffsetPagination


class InOrder(LimitOffsetPagination):
    """Offset pages with a count, in the document's own order."""

    default_limit = 200
    max_limit = 1000
