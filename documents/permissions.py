"""Who may do what with documents: asked by API, console and commands alike."""

from __future__ import annotations

from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.models import User
from documents.models import Document
from documents.querysets import Person


def may_add_documents(user: Person) -> bool:
    """Tell whether the user's role brings documents in."""
    return user.is_active and user.has_perm("documents.add_document")


def may_open_cases(user: Person) -> bool:
    """Tell whether the user's role opens cases."""
    return user.is_active and user.has_perm("documents.add_case")


def may_change(user: Person, document: Document) -> bool:
    """Tell whether the user may work on this document: owner, or granted, or by role."""
    if not isinstance(user, User) or not Document.objects.visible_to(user).filter(pk=document.pk).exists():
        return False
    granted = document.documentuserobjectpermission_set.filter(
        user=user, permission__codename="change_document"
    ).exists()
    return document.owner_id == user.pk or granted or user.has_perm("documents.change_document")


class ReadsDocuments(BasePermission):
    """Reading needs the right to view, writing the right to add; which rows is decided by `visible_to`."""

    message = "Your role may not do this."

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Allow reading to roles that view documents, writing to roles that add them."""
        if not request.user or not request.user.is_authenticated:
            return False
        if request.method in {"GET", "HEAD", "OPTIONS"}:
            return request.user.has_perm("documents.view_document")
        return may_add_documents(request.user)


class OpensCases(BasePermission):
    """Signed in; opening a case needs the right to add cases."""

    message = "Your role may not open cases."

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Allow reading to everybody signed in, opening to roles that may."""
        if not request.user or not request.user.is_authenticated:
            return False
        return request.method in {"GET", "HEAD", "OPTIONS"} or may_open_cases(request.user)
