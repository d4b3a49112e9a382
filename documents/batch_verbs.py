"""What each verb of a batch does with one document: ask permission, call what a single request calls.

Filled into `batching.registry` when the app is ready: batches are worked off below permissions and services.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib.auth.models import Group

from accounts.models import DataSubject, User
from accounts.roles import Verb
from documents import selectors, services
from documents.batching.registry import Step, registry
from documents.constants import BatchVerb, DocumentKind
from documents.exceptions import (
    CaseNotFound,
    EmptyFile,
    EntryRefused,
    GrantNotFound,
    HoldNotFound,
    UnsupportedContent,
    VerbNotAllowed,
)
from documents.intake import Intake
from documents.models import Case, Document, DocumentVersion
from documents.permissions import may_add_documents, may_bin, may_change, may_hold, may_see_grants
from documents.reading.types import Format


def _classify(step: Step) -> dict[str, Any]:
    return _edited(step, named={"type"}, type=str(step.terms["type"]))


def _move(step: Step) -> dict[str, Any]:
    _refuse_unless(may_change(step.actor, step.target), "You may see this document but not work on it.")
    return _edited(step, named={"case"}, case=_case(step.actor, step.terms.get("case") or ""))


def _edited(step: Step, *, named: set[str], **says: Any) -> dict[str, Any]:
    _refuse_unless(may_change(step.actor, step.target), "You may see this document but not work on it.")
    edit = services.Edit(named=frozenset(named), **says)
    services.document_update(actor=step.actor, document=step.target, edit=edit, at=step.at)
    return {}


def _grant(step: Step) -> dict[str, Any]:
    terms = step.terms
    ends = terms.get("expires_at")
    services.access_give(
        actor=step.actor,
        target=step.target,
        to=receiver_of(terms),
        verb=Verb(terms["right"]),
        at=step.at,
        expires_at=dt.datetime.fromisoformat(ends) if ends else None,
        reason=terms.get("reason", ""),
    )
    return {}


def _revoke(step: Step) -> dict[str, Any]:
    """Take back what the receiver holds on the document itself, or one right of it."""
    actor, target, terms = step.actor, step.target, step.terms
    _refuse_unless(may_see_grants(actor, target), "You may see this document but not who else has access.")
    to = receiver_of(terms)
    to_users, to_groups = selectors.grant_tables(target)
    if to.group:
        grants = to_groups._default_manager.filter(group__in=Group.objects.filter(name=to.group))
    elif to.email:
        grants = to_users._default_manager.filter(user__email__iexact=to.email)
    else:
        grants = to_users._default_manager.filter(user_id=to.user_id)
    grants = grants.live(step.at).filter(content_object=target)
    if right := terms.get("right"):
        grants = grants.filter(permission__codename=f"{right}_document")
    found = list(grants.order_by("pk").values_list("pk", flat=True))
    if not found:
        raise GrantNotFound("They hold no such right on this document itself.")
    for grant_id in found:
        services.access_revoke(
            actor=actor, target=target, grant_id=grant_id, at=step.at, reason=terms.get("reason", "")
        )
    return {"grants": len(found)}


def _hold(step: Step) -> dict[str, Any]:
    _refuse_unless(may_hold(step.actor), "Your role does not place holds.")
    hold = services.hold_place(
        actor=step.actor, document=step.target, reason=step.terms["reason"], at=step.at
    )
    return {"hold": str(hold.pk)}


def _release(step: Step) -> dict[str, Any]:
    _refuse_unless(may_hold(step.actor), "Your role does not release holds.")
    holds = list(step.target.holds.filter(released_at__isnull=True).order_by("placed_at", "pk"))
    if not holds:
        raise HoldNotFound("There is no hold in force on this document.")
    for hold in holds:
        services.hold_release(
            actor=step.actor,
            document=step.target,
            hold_id=hold.pk,
            because=step.terms["reason"],
            at=step.at,
        )
    return {"holds": [str(hold.pk) for hold in holds]}


def _delete(step: Step) -> dict[str, Any]:
    _refuse_unless(may_bin(step.actor, step.target), _NOT_YOURS)
    services.document_bin(actor=step.actor, document=step.target, at=step.at)
    return {}


def _restore(step: Step) -> dict[str, Any]:
    _refuse_unless(may_bin(step.actor, step.target), _NOT_YOURS)
    services.document_restore(actor=step.actor, document=step.target, at=step.at)
    return {}


def _read(step: Step) -> dict[str, Any]:
    _refuse_unless(may_change(step.actor, step.target), "You may see this document but not work on it.")
    run = services.document_read_again(actor=step.actor, document=step.target, at=step.at)
    return {"run": str(run.pk)}


def _tag(step: Step) -> dict[str, Any]:
    _refuse_unless(may_change(step.actor, step.target), "You may see this document but not work on it.")
    add, remove = step.terms.get("add", []), step.terms.get("remove", [])
    services.tags_change(actor=step.actor, document=step.target, put=add, taken=remove, at=step.at)
    return {}


def _update(step: Step) -> dict[str, Any]:
    _edited(step, **_said(step.actor, step.item.given))
    _tagged(step, step.target)
    return {}


def _tagged(step: Step, document: Document) -> None:
    """Put the tags that a row names on a document, beside those that it has."""
    if words := [word for word in step.item.given.get("tags", "").split(",") if word.strip()]:
        services.tags_change(actor=step.actor, document=document, put=words, taken=[], at=step.at)


def _import(step: Step) -> dict[str, Any]:
    """Take one file of an archive in, as an upload would be."""
    actor, given = step.actor, step.item.given
    _refuse_unless(may_add_documents(actor), "Your role does not bring documents in.")
    said = _said(actor, given)
    with Intake(at=step.at) as intake:
        for chunk in step.source.chunks(step.item.name):
            intake.write(chunk)
        name = given.get("name") or step.item.name
        _content_check(intake, name)
        if step.terms.get("duplicates", "refuse") == "refuse":
            _refuse_duplicate(actor, intake.sha256)
        if step.batch.is_dry_run:
            return {}
        made = services.document_create(
            actor=actor,
            intake=intake,
            file_name=name,
            case=said.get("case"),
            subject=said.get("subject"),
            at=step.at,
        )
        if made.is_new and "type" in said["named"]:
            edit = services.Edit(named=frozenset({"type"}), type=said["type"])
            services.document_update(actor=actor, document=made.document, edit=edit, at=step.at)
        _tagged(step, made.document)
        return {"document": str(made.document.pk), "sha256": intake.sha256}


def _said(actor: User, given: Mapping[str, str]) -> dict[str, Any]:
    """Return what a row says, understood; raises where it names what is not there."""
    said: dict[str, Any] = {"named": set(given) & {"name", "case", "subject", "type"}}
    if name := given.get("name"):
        said["name"] = name
    if "case" in given:
        said["case"] = _case(actor, given["case"])
    if "subject" in given:
        said["subject"] = _subject(actor, given["subject"])
    if kind := given.get("type"):
        if kind not in DocumentKind.values:
            raise EntryRefused(f"There is no type {kind[:40]!r}.", code="invalid_row")
        said["type"] = kind
    return said


def _content_check(intake: Intake, name: str) -> None:
    if intake.size == 0:
        raise EmptyFile("The file is empty (0 bytes).")
    sniffed = intake.sniff(name)
    if sniffed.format is Format.UNKNOWN:
        raise UnsupportedContent(f"The content is {sniffed.mime}, which is none of the kinds that are read.")


def _refuse_duplicate(actor: User, sha256: str) -> None:
    same = DocumentVersion.objects.filter(sha256=sha256).values("document")
    if found := Document.objects.visible_to(actor).filter(pk__in=same).order_by("pk").first():
        raise EntryRefused(f"These bytes are there already, as document {found.pk}.", code="duplicate")


def _case(actor: User, named: str) -> Case | None:
    """Return the case of an id or of a name, among those that the actor may see; None for none.

    Raises:
        CaseNotFound: there is none, or several have the name.
    """
    if not named:
        return None
    cases = selectors.case_list(actor)
    key = _uuid(named)
    found = list(cases.filter(pk=key)[:1] if key else cases.filter(name=named)[:2])
    if len(found) != 1:
        raise CaseNotFound(f"There is no one case {named[:80]!r} that you may see.")
    return found[0]


def _subject(actor: User, named: str) -> DataSubject:
    key = _uuid(named)
    if key is None:
        raise EntryRefused("A data subject is named by its id.", code="invalid_row")
    return selectors.subject_live(actor, key)


def receiver_of(terms: Mapping[str, Any]) -> services.Receiver:
    """Return whom the terms of a grant name."""
    user = terms.get("user")
    return services.Receiver(UUID(user) if user else None, terms.get("group", ""), terms.get("email", ""))


def _refuse_unless(is_allowed: bool, why: str) -> None:  # noqa: FBT001 - reads as a sentence at its callers
    if not is_allowed:
        raise VerbNotAllowed(why)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


_NOT_YOURS = "Only its owner, or somebody who may dispose of it, may do this."
_DOERS: dict[BatchVerb, Callable[[Step], dict[str, Any]]] = {
    BatchVerb.CLASSIFY: _classify,
    BatchVerb.MOVE: _move,
    BatchVerb.GRANT: _grant,
    BatchVerb.REVOKE: _revoke,
    BatchVerb.HOLD: _hold,
    BatchVerb.RELEASE: _release,
    BatchVerb.DELETE: _delete,
    BatchVerb.RESTORE: _restore,
    BatchVerb.READ: _read,
    BatchVerb.TAG: _tag,
    BatchVerb.UPDATE: _update,
    BatchVerb.IMPORT: _import,
}
registry.doers.update(_DOERS)
registry.finders[BatchVerb.RESTORE] = selectors.bin_list
