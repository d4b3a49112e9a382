"""What tags and saved searches refuse."""

from documents.exceptions.base import DocumentsError


class TagNotValid(DocumentsError):
    """A word cannot be a tag, or there are too many."""

    code = "tag_not_valid"
    status = 400
    title = "Tag not valid"


class SearchNameTaken(DocumentsError):
    """The actor has another saved search of this name."""

    code = "search_name_taken"
    title = "Name taken"


class SearchNotShared(DocumentsError):
    """A search is shared with a group of one's own."""

    code = "search_not_shared"
    status = 400
    title = "Not your group"


class TooManySearches(DocumentsError):
    """The actor has as many saved searches as one person may have."""

    code = "too_many_searches"
    title = "Too many saved searches"
