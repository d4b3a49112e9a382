"""Wires the documents app."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Cases, documents, versions, and what reading made of them."""

    name = "documents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare what webhooks may tell of documents, and what the verbs of batches do."""
        # Imported here: models cannot be imported before the apps are ready.
        from documents import batch_verbs, webhook_events  # noqa: F401, PLC0415
