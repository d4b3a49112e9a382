"""Wires the documents app."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Cases, documents, versions, and what reading made of them."""

    name = "documents"
    default_auto_field = "django.db.models.BigAutoField"
