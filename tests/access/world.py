"""The personas, signed in everywhere, and objects of one owner for every argument of every route."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.utils import timezone

from accounts.constants import RevealPurpose, SessionKind
from accounts.models import DataSubject, Passkey, Session, User
from accounts.roles import Role, Verb
from accounts.services.service_accounts import Issued
from accounts.services.subject_links import subject_grant
from accounts.services.subject_reveal import subject_reveal
from audit.constants import ReviewRule
from audit.models import Checkpoint, Finding, Leaf, LogEntry, ReviewTerms, TrailHold
from documents import integrity, recents, services
from documents.batching.runs import batch_run
from documents.constants import BatchVerb, FileFault, GrantTarget
from documents.intake import Intake
from documents.models import BreakGlass, Document
from tests.access.holdings import machines_of, people_of, rules_of
from tests.access.routes import Route
from tests.factories import (
    CSV,
    blank_png,
    case_of,
    document_from,
    document_read,
    grant_case,
    person,
    signed_in,
)
from tests.factories.machines import machine_of, token_of
from tests.factories.subjects import subject_of


@dataclass(slots=True)
class Persona:
    """Somebody with a token for the API and a session of the console."""

    token: str = ""
    cookie: str = ""


@dataclass(slots=True)
class World:
    """What the table is tried on."""

    people: dict[str, User] = field(default_factory=dict)
    personas: dict[str, Persona] = field(default_factory=dict)
    machine: Issued | None = None
    # By the name of the model (`document`), or of the argument (`task_id`).
    objects: dict[str, Any] = field(default_factory=dict)

    def arguments(self, route: Route) -> dict[str, Any]:
        """Return an object of the owner for each argument of a route.

        Raises:
            LookupError: there is none yet.
        """
        return {name: self._argument(route, name) for name in route.arguments}

    def _argument(self, route: Route, name: str) -> Any:
        special = self.objects.get(f"{route.name} {name}")
        if special is not None:
            return special
        if name not in {"pk", "id", "object_id"}:
            known = self.objects.get(name, self.objects.get(name.removesuffix("_id")))
        else:
            known = self.objects.get(self._subject(route))
        if known is None:
            raise LookupError(f"tests/access/world.py has no object for {name!r} of {route.name}")
        return getattr(known, "pk", known)

    def _subject(self, route: Route) -> str:
        """Return what a route is about: the basename of the API, the model of the console."""
        name = route.name.split(":")[-1]
        if route.is_api:
            return max(
                (known for known in self.objects if f"{name}-".startswith(f"{known}-")), default="", key=len
            )
        return route.pattern.split("/")[2] if route.pattern.startswith("admin/") else name


def world_build() -> World:
    """Make everybody and everything."""
    world = World()
    for name, role in {
        "owner": Role.PROCESSOR,
        "colleague": Role.PROCESSOR,
        "stranger": Role.PROCESSOR,
        "customer": Role.CUSTOMER,
        "officer": Role.COMPLIANCE_OFFICER,
        "auditor": Role.AUDITOR,
        "admin": Role.ADMIN,
    }.items():
        world.people[name] = person(name, role)
        world.personas[name] = Persona(signed_in(world.people[name]).access, _console(world.people[name]))
    world.personas["anonymous"] = Persona()
    world.machine = machine_of(world.people["admin"])
    world.personas["service"] = Persona(token_of(world.machine))
    _documents(world)
    _ways_in(world)
    _kept(world)
    _batches(world)
    _sharing(world)
    _accounts(world)
    _trail(world)
    _subjects(world)
    world.objects |= machines_of(world.people) | rules_of(world.people) | people_of(world.people)
    # The table takes minutes on a slow machine: nobody is idle, and every second factor stays fresh.
    tomorrow = timezone.now() + dt.timedelta(days=1)
    Session.objects.update(idle_seconds=24 * 3600, expires_at=tomorrow, mfa_at=tomorrow)
    return world


def _documents(world: World) -> None:
    """Make a case with a document that was read, and what people do around one."""
    owner, at = world.people["owner"], timezone.now()
    case = case_of(owner)
    grant_case(case, world.people["colleague"])
    document = document_read(document_from(owner=owner, case=case))
    recents.opened(owner, document, at=at)
    search = services.search_save(
        actor=owner, name="Statements", parameters={"type": ["bank_statement"]}, at=at
    )
    world.objects |= {
        "case": case,
        "document": document,
        "task": document.review_tasks.create(reason="Somebody must look.", position=99),
        "product": services.product_create(
            actor=world.people["officer"], name="Home loan", requirements=[], at=at
        ),
        "saved-search": search,
        "admin:documents_document_search_remove search_id": search.pk,
        "number": 1,
        "content_type_id": ContentType.objects.get_for_model(Document).pk,
        "admin:view_on_site object_id": document.pk,
    }


def _ways_in(world: World) -> None:
    """Begin an upload, and give a link to send files by."""
    owner, case, at = world.people["owner"], world.objects["case"], timezone.now()
    terms = services.LinkTerms(expires_at=at + dt.timedelta(days=1))
    made = services.link_make(actor=owner, case=case, terms=terms, at=at)
    world.objects |= {
        "upload-link secret": made.secret,
        "link": made.link,
        "upload-link": made.link,
        "upload": services.upload_open(actor=owner, file_name="slow.csv", length=64, case=case, at=at),
    }


def _kept(world: World) -> None:
    """Make documents of every standing: in the bin, of two versions, held, out, quarantined, changed."""
    owner, case, at = world.people["owner"], world.objects["case"], timezone.now()

    def paper(name: str) -> Document:
        return document_from(owner=owner, case=case, name=name)

    binned, twice, checkout, held, found = map(
        paper, ("binned.csv", "twice.csv", "checkout.csv", "held.csv", "found.csv")
    )
    services.document_bin(actor=owner, document=binned, at=at)
    with Intake(at=at) as intake:
        intake.write(CSV + b"2026-01-10,Fee,-1.00,17499.00\n")
        services.version_add(actor=owner, document=twice, intake=intake, file_name="twice.csv", at=at)
    services.checkout_take(actor=owner, document=checkout, at=at)
    hold = services.hold_place(actor=world.people["officer"], document=held, reason="A dispute.", at=at)
    Document.objects.filter(pk=found.pk).update(status="quarantined", failure="Malware was found.")
    version = world.objects["document"].versions.get()
    fault = integrity.finding_note(FileFault.CHANGED, "2026/03/01/x.sealed", version=version, at=at)
    world.objects |= {
        "filefinding": fault,
        "admin:documents_filefinding_sign_off finding_id": fault.pk,
        "v1:document-restore pk": binned.pk,
        "admin:documents_document_from_bin document_id": binned.pk,
        "v1:document-destroy pk": found.pk,
        "admin:documents_document_destroy document_id": found.pk,
        "v1:document-version-restore pk": twice.pk,
        "admin:documents_document_version_restore document_id": twice.pk,
        "v1:document-checkout pk": checkout.pk,
        "admin:documents_document_checkin document_id": checkout.pk,
        "v1:document-hold-release pk": held.pk,
        "v1:document-hold-release hold_id": hold.pk,
        "admin:documents_document_release document_id": held.pk,
        "admin:documents_document_release hold_id": hold.pk,
    }


def _batches(world: World) -> None:
    """Ask for a reading, an export and a trial, and for a part of a document."""
    owner, document, at = world.people["owner"], world.objects["document"], timezone.now()
    scan = document_from(blank_png(), owner=owner, case=world.objects["case"], name="scan.png")
    derivation = document.derivations.create(
        kind="split",
        versions=[document.versions.get().pk],
        terms={"ranges": [[1, 1]]},
        asked_by=owner,
        asked_at=at,
    )
    read = services.BatchAsk(verb=BatchVerb.READ, terms={}, ids=[document.pk])
    export = services.BatchAsk(verb=BatchVerb.EXPORT, terms={}, ids=[document.pk])
    batch, exported, tried = (
        services.batch_create(actor=owner, ask=ask, at=at).batch
        for ask in (read, export, replace(read, is_dry_run=True))
    )
    for one in (exported, tried):
        batch_run(one.pk)
    world.objects |= {
        "derivation": derivation,
        "v1:document-derivations pk": scan.pk,
        "batch": batch,
        "v1:batch-file pk": exported.pk,
        "admin:documents_batch_file batch_id": exported.pk,
        "admin:documents_batch_confirm batch_id": tried.pk,
        "admin:documents_batch_new verb": "read",
    }


def _sharing(world: World) -> None:
    """Make a grant, an offer and broken glass that open nothing to any persona of the table."""
    owner, document, case, at = (
        world.people["owner"],
        world.objects["document"],
        world.objects["case"],
        timezone.now(),
    )
    friend = person("friend", Role.PROCESSOR)
    elsewhere = case_of(friend, "Elsewhere")
    given = {
        target._meta.model_name: services.grant_give(
            actor=owner, target=target, to=friend, verb=Verb.SHARE, at=at
        )
        for target in (case, document)
    }
    offer = services.offer_make(
        actor=owner, target=document, email="stranger@example.com", verb=Verb.VIEW, at=at
    )
    glass = BreakGlass.objects.create(
        user=friend,
        target=GrantTarget.CASE,
        target_id=elsewhere.pk,
        reason="A reason of a sentence.",
        opened_at=at,
        expires_at=at + dt.timedelta(hours=1),
    )
    world.objects |= {
        "v1:document-grant grant_id": given["document"].pk,
        "v1:case-grant grant_id": given["case"].pk,
        "admin:documents_document_access target_id": document.pk,
        "admin:documents_case_access target_id": case.pk,
        "admin:documents_document_subject target_id": document.pk,
        "admin:documents_case_subject target_id": case.pk,
        "admin:documents_document_revoke target_id": document.pk,
        "admin:documents_case_revoke target_id": case.pk,
        "admin:documents_document_revoke grant_id": given["document"].pk,
        "admin:documents_case_revoke grant_id": given["case"].pk,
        "v1:grant-offer-accept pk": offer.pk,
        "v1:grant-offer-decline pk": offer.pk,
        "v1:break-glass-acknowledge pk": glass.pk,
        "offer": offer,
        "glass": glass,
        "breakglass": glass,
    }


def _accounts(world: World) -> None:
    owner = world.people["owner"]
    world.objects |= {
        "user": owner,
        "session": Session.objects.filter(user=owner, kind=SessionKind.API).get(),
        "factor": _passkey(owner, 1),
        "other_factor": _passkey(owner, 2),
        "logentry": LogEntry.objects.latest("timestamp"),
        "app_label": "documents",
        "url": "nothing/here",
    }


def _trail(world: World) -> None:
    """Make a sealed entry, a checkpoint of it, and a finding about nobody."""
    entry = world.objects["logentry"]
    Leaf.objects.create(entry_id=entry.pk, entry_at=entry.timestamp, index=0, hash=bytes(32))
    Checkpoint.objects.create(
        size=1,
        count=1,
        root=bytes(32),
        edge=bytes(32),
        note="note",
        sealed_to="0",
        sealed_entry=entry.pk,
        cluster=0,
        created_at=timezone.now(),
    )
    named = subject_of(world.people["officer"], given="Named", identifiers=(), contacts=())
    finding = Finding.objects.create(
        day=timezone.now().date(), rule=ReviewRule.DENIED, count=1, sentence="...", created_at=timezone.now()
    )
    hold = TrailHold.objects.create(
        since=dt.date(2017, 1, 1), until=dt.date(2018, 1, 1), reason="...", placed_at=timezone.now()
    )
    world.objects |= {
        "entry": entry,
        "finding": finding,
        "hold": hold,
        "trailhold": hold,
        "reviewterms": ReviewTerms.objects.create(
            in_force_from=timezone.now().date(), reason="...", created_at=timezone.now()
        ),
        "v1:trail-subject-access subject_id": named.pk,
        "admin:audit_who_has_seen subject_id": named.pk,
        "size": 1,
        "old": 1,
        "new": 1,
    }


def _passkey(user: User, number: int) -> Passkey:
    """Return a passkey that nobody holds."""
    passkey: Passkey = Passkey.objects.create(
        user=user,
        name=f"Passkey {number}",
        credential_id=bytes([number]),
        credential_digest=f"{number:064}",
        public_key=b"",
        created_at=timezone.now(),
    )
    return passkey


def _subjects(world: World) -> None:
    owner, now = world.people["owner"], timezone.now()
    subject = subject_of(owner)
    grant = subject_grant(
        actor=world.people["officer"], subject=subject, user=world.people["colleague"], at=now
    )
    other = subject_of(owner, given="Other", identifiers=(), contacts=())
    identifier, contact = subject.identifiers.get(), subject.contacts.get(kind="email")
    world.objects |= {
        "subject": subject,
        "datasubject": subject,
        "other": other,
        "v1:subject-grant-end grant_id": grant.pk,
        "row": identifier,
        "v1:subject-contact-correct row_id": contact.pk,
        "verb": "verify",
        "admin:accounts_datasubject_history_open entry_id": _sealed_entry(world, subject).pk,
    }


def _sealed_entry(world: World, subject: DataSubject) -> LogEntry:
    """Return an entry that holds a value of the person, sealed."""
    officer, purpose = world.people["officer"], RevealPurpose.IDENTIFY
    subject_reveal(actor=officer, subject=subject, fields=["name"], purpose=purpose, at=timezone.now())
    entry: LogEntry = LogEntry.objects.get(event="subject.revealed", object_pk=str(subject.pk))
    return entry


def _console(user: User) -> str:
    """Sign in to the console, second factor shown, and return the cookie."""
    browser = Client()
    browser.force_login(user)
    now = timezone.now()
    Session.objects.filter(user=user, kind=SessionKind.CONSOLE).update(
        mfa_at=now, mfa_method="totp", expires_at=now + dt.timedelta(hours=12)
    )
    return browser.cookies["sessionid"].value
