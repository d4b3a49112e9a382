"""Wiring: settings, urls, API plumbing, Celery, the embedded servers and their supervisor."""
