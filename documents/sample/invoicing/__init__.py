"""Invoices: what they are about, how they look, and how they are drawn."""
