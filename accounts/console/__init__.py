"""Screens of the console about accounts, beside those of the registry."""
