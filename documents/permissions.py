"""Who may do what with documents: asked by API, console and commands alike."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.models import User
from accounts.permissions import may_see_accounts
from accounts.roles import Verb
from audit.permissions import may_see_trail
from documents.batching.exporting import export_is_whole
from documents.exceptions import ExportGone
from documents.holdings import Target, holdings, is_owner
from documents.models import Batch, Document
from documents.querysets import Person


def may_add_documents(user: Person) -> bool:
    """Tell whether the user's role brings documents in."""
    return user.is_active and user.has_perm("documents.add_document")


def may_open_cases(user: Person) -> bool:
    """Tell whether the user's role opens cases."""
    return user.is_active and user.has_perm("documents.add_case")


def may_see_products(user: Person) -> bool:
    """Tell whether the user's role sees what cases are opened for."""
    return user.is_active and user.has_perm("documents.view_product")


def may_declare_products(user: Person) -> bool:
    """Tell whether the user's role declares products."""
    return user.is_active and user.has_perm("documents.add_product")


def may_change_products(user: Person) -> bool:
    """Tell whether the user's role changes what a product asks for."""
    return user.is_active and user.has_perm("documents.change_product")


def rights_on(user: Person, target: Target) -> frozenset[Verb]:
    """Return what the user may do with a case or document now: by ownership, grants and role."""
    if not isinstance(user, User):
        return frozenset()
    held = holdings(user, target, at=timezone.now())
    return frozenset(verb for verb in Verb if held.may(verb))


def may_change(user: Person, target: Target) -> bool:
    """Tell whether the user may work on this case or document: owner, or granted, or by role."""
    return Verb.CHANGE in rights_on(user, target)


def may_bin(user: Person, document: Document) -> bool:
    """Tell whether the user may put the document into the bin and take it out: its owner, or who may dispose.

    Somebody who was only granted to work on it may not.
    """
    return bins_with(rights_on(user, document), user, document)


def bins_with(rights: frozenset[Verb], user: Person, document: Document) -> bool:
    """Tell the same of rights that are known already."""
    is_own = isinstance(user, User) and is_owner(user, document)
    return Verb.DISPOSE in rights or (is_own and Verb.CHANGE in rights)


def may_destroy(user: Person, document: Document) -> bool:
    """Tell whether the user may destroy the document where malware was found in it: who may dispose of it."""
    return Verb.DISPOSE in rights_on(user, document)


def may_see_holds(user: Person) -> bool:
    """Tell whether the user's role sees which holds there are, and why."""
    return user.is_active and user.has_perm("documents.view_documenthold")


def may_hold(user: Person) -> bool:
    """Tell whether the user's role places holds and releases them."""
    return user.is_active and user.has_perm("documents.add_documenthold")


def may_break_checkout(user: Person) -> bool:
    """Tell whether the user's role ends other people's check-outs."""
    return user.is_active and user.has_perm("documents.break_checkout")


def may_see_file_findings(user: Person) -> bool:
    """Tell whether the user's role sees what is wrong with stored files."""
    return user.is_active and user.has_perm("documents.view_filefinding")


def may_sign_off_files(user: Person) -> bool:
    """Tell whether the user's role answers for what is wrong with stored files."""
    return user.is_active and user.has_perm("documents.change_filefinding")


def may_see_names_in_history(user: User) -> bool:
    """Tell whether a history names who did what: to whoever may see accounts or read the trail."""
    return may_see_accounts(user) or may_see_trail(user)


def may_see_grants(user: User, target: Target) -> bool:
    """Tell whether the user may see who has access: whoever may share it, and roles that see accounts."""
    rights = rights_on(user, target)
    return Verb.SHARE in rights or (Verb.VIEW in rights and may_see_accounts(user))


def export_or_refuse(user: User, batch: Batch, *, at: dt.datetime) -> None:
    """Refuse the file of an export whose time is over, or that holds what its maker may see no more.

    Raises:
        ExportGone: one of the two.
    """
    if not batch.has_file or batch.expires_at is None or batch.expires_at <= at:
        raise ExportGone("The file of this export has expired. Export again.")
    if not export_is_whole(batch, user):
        raise ExportGone("You may not see everything in this file any more. Export again.")


def may_break_glass(user: Person) -> bool:
    """Tell whether the user's role may look, with a reason, into what it may not see."""
    return user.is_active and user.has_perm("documents.break_glass")


def may_acknowledge_glass(user: Person) -> bool:
    """Tell whether the user's role answers for broken glass."""
    return user.is_active and user.has_perm("documents.change_breakglass")


class BreaksGlass(BasePermission):
    """Roles that may break glass."""

    message = "Your role may not break glass."

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Ask the role."""
        return bool(request.user and request.user.is_authenticated) and may_break_glass(request.user)


class AnswersForGlass(BasePermission):
    """Roles that see broken glass; acknowledging needs the right to change it."""

    message = "Your role does not answer for broken glass."

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Ask the role."""
        user = request.user
        if not user or not user.is_authenticated or not user.is_active:
            return False
        if request.method in {"GET", "HEAD", "OPTIONS"}:
            return user.has_perm("documents.view_breakglass")
        return may_acknowledge_glass(user)


class HoldsDocuments(BasePermission):
    """Roles that see holds; placing and releasing needs the right to add them."""

    message = "Your role does not place holds."

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Ask the role."""
        if not request.user or not request.user.is_authenticated:
            return False
        if request.method in {"GET", "HEAD", "OPTIONS"}:
            return may_see_holds(request.user)
        return may_hold(request.user)


class AsksForBatches(BasePermission):
    """Roles that view documents; what may be done with each is asked when its turn comes."""

    message = "Your role may not do this."

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Ask the role."""
        user = request.user
        return bool(user and user.is_authenticated) and user.has_perm("documents.view_document")


class SeesProducts(BasePermission):
    """Roles that see products; declaring them is for the compliance officers."""

    message = "Your role does not declare products."

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Ask the role."""
        user = request.user
        if not user or not user.is_authenticated:
            return False
        if request.method in {"GET", "HEAD", "OPTIONS"}:
            return may_see_products(user)
        return may_declare_products(user) if request.method == "POST" else may_change_products(user)


class SavesSearches(BasePermission):
    """Whoever may look for documents may give a search a name, auditors too; machines only run them."""

    message = "Your role does not search documents."

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Ask the role."""
        user = request.user
        if not user or not user.is_authenticated or not user.is_active:
            return False
        return user.has_perm("documents.view_document")


class WorksOnCases(BasePermission):
    """Staff who see cases read what is noted about them; writing is decided on each case."""

    message = "Your role does not see the work on cases."

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Ask the role."""
        user = request.user
        return bool(user and user.is_authenticated and user.is_active) and user.has_perm(
            "documents.view_case"
        )


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


class BringsDocuments(BasePermission):
    """Roles that bring documents in; whose upload it is decides the view."""

    message = "Your role may not bring documents in."

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Ask the role."""
        return bool(request.user and request.user.is_authenticated) and may_add_documents(request.user)


class OpensCases(BasePermission):
    """Signed in; opening a case needs the right to add cases."""

    message = "Your role may not open cases."

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Allow reading to everybody signed in, opening to roles that may."""
        if not request.user or not request.user.is_authenticated:
            return False
        return request.method in {"GET", "HEAD", "OPTIONS"} or may_open_cases(request.user)
