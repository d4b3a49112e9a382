"""Who may do what with accounts: asked by API, console and commands alike."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from accounts.models import Session, User


def may_end(user: User, session: Session, *, raise_exception: bool = False) -> bool:
    """Tell whether a person may end a session: their own, or any by right."""
    allowed = session.user_id == user.pk or user.has_perm("accounts.change_session")
    if raise_exception and not allowed:
        raise PermissionDenied
    return allowed
