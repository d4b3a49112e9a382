"""The console of documents: what an officer sees and does."""
