"""Bank and card statements: from words on pages to checked figures."""

from documents.reading.extract.statement.extraction import extract

__all__ = ["extract"]
