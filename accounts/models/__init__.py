"""Rows of accounts, by subject."""

from accounts.models.sessions import Session
from accounts.models.users import User, UserManager

__all__ = ["Session", "User", "UserManager"]
