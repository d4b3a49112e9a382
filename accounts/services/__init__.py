"""What can be done with accounts, a module a subject."""
