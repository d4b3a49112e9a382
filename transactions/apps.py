"""Wires the transactions app."""

from django.apps import AppConfig


class TransactionsConfig(AppConfig):
    """Money movements and the documents that evidence them."""

    name = "transactions"
    default_auto_field = "django.db.models.BigAutoField"
