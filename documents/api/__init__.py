"""The REST interface of documents."""
