"""Screens of accounts in the console, a module a subject."""
