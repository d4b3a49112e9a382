"""How batches are worked off: settle which documents, do them group by group, end."""
