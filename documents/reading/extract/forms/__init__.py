"""Tax forms: which form it is, of which year, and whose."""
