"""Measures the trail: what it costs, how fast it is sealed, verified and asked."""
