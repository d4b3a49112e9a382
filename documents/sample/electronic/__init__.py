"""Statements and invoices in structured formats."""
