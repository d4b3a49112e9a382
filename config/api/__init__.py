"""API plumbing: errors, pagination, authentication, rendering."""
