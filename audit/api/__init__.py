"""The trail over the API."""
