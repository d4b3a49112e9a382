"""Walks every command: what touches audited data leaves an event with actor, machine's user and persons."""

import contextlib
import io

import pytest
from django.core import serializers
from django.core.management import CommandError, call_command, get_commands
from django.utils import timezone

from accounts.roles import Role
from audit.context import acting_by_command, os_user
from audit.models import LogEntry
from documents import services
from tests.factories import case_of, document_from, person
from tests.factories.subjects import subject_of
from tests.factories.trail import checkpoint_made
from vault.storage import documents_storage

pytestmark = pytest.mark.django_db(transaction=True)

_STRUCTURE = "looks at code or at the shape of tables, at no row"
_BOOKKEEPING = "counters of guessing, not audited: each failed sign-in is an event of its own"
_REFUSES = "refuses: tests/architecture/test_trail_guards.py"
_HANDS = "an operator's own hands: the trail's triggers and django-auditlog tell of what they change"
EXEMPT = {
    **dict.fromkeys(
        [
            *("check", "compilemessages", "createcachetable", "diffsettings", "findstatic", "generateschema"),
            *("inspectdb", "makemessages", "makemigrations", "migrate", "optimizemigration", "roles"),
            *("sendtestemail", "showmigrations", "spectacular", "sqlmigrate", "sqlsequencereset"),
            *("squashmigrations", "startapp", "startproject", "collectstatic", "remove_stale_contenttypes"),
        ],
        _STRUCTURE,
    ),
    **dict.fromkeys([name for name in get_commands() if name.startswith("axes_")], _BOOKKEEPING),
    **dict.fromkeys(["flush", "sqlflush", "auditlogflush", "auditlogmigratejson"], _REFUSES),
    **dict.fromkeys(["shell", "dbshell"], _HANDS),
    "audit_seal": "seals entries: leaves and signed checkpoints are the record themselves",
    "clean_orphan_obj_perms": "guardian's generic tables hold nothing: grants are rows of our own with keys",
    "clearsessions": "expired rows of Django's sessions: a session is a row of accounts.Session, which stays",
    "evaluate": "reads labelled files of a folder, nothing of the database",
    "fetch_mail": "mail.taken and document.received: documents/test_mailbox.py has a mailbox",
    "runserver": "serves requests, which are walked on their own",
    "seed_scale": "makes up an installation in an empty database over the owner's connection; documents.seeded",
    "serve": "starts processes; the first administrator is made by the service, which records it",
    "test": "works on a database of its own",
    "testserver": "works on a database of its own",
}


class _World:
    """Somebody whose case is about a person, and a file to take in."""

    def __init__(self, folder):
        self.admin = person("admin", Role.ADMIN)
        self.admin.is_superuser = True
        self.admin.save()
        self.owner = person("owner", Role.PROCESSOR)
        self.subject = subject_of(self.owner)
        case = case_of(self.owner)
        services.subject_set(actor=self.owner, target=case, subject=self.subject)
        self.file = folder / "statement.csv"
        self.file.write_bytes(b"Date,Amount\n2026-01-01,1.00\n")
        self.folder = folder
        self.fixture = folder / "case.json"
        self.fixture.write_text(serializers.serialize("json", [case]))


def _superuser(world, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "eleven wandering swallows")
    call_command("createsuperuser", interactive=False, email="new@example.com", verbosity=0)


def _password(world, monkeypatch):
    command = "django.contrib.auth.management.commands.changepassword.Command._get_pass"
    monkeypatch.setattr(command, lambda *_, **__: "eleven wandering swallows")
    call_command("changepassword", world.owner.email, stdout=io.StringIO())


# By command: how it is run, the event, whose id is the actor's, and whether it is about the person.
RUNS = {
    "audit_export": (
        lambda w, _: _export(w),
        "trail.exported",
        None,
        True,
    ),
    "audit_retention": (
        lambda *_: call_command("audit_retention", json=True),
        "trail.retention_viewed",
        None,
        False,
    ),
    "audit_verify": (lambda *_: _verify(), "trail.verified", None, False),
    "changepassword": (_password, "accounts.user.updated", None, False),
    "createsuperuser": (_superuser, "accounts.user.created", None, False),
    "dumpdata": (
        lambda w, _: call_command("dumpdata", "documents.case", output=w.folder / "dump.json"),
        "data.dumped",
        None,
        False,
    ),
    "export_documents": (lambda w, _: _documents(w), "batch.file_downloaded", "owner", False),
    "ingest": (
        lambda w, _: call_command("ingest", str(w.file), owner=w.owner.email, case="Loan 1", json=True),
        "document.received",
        "owner",
        True,
    ),
    "ip_rules": (lambda *_: call_command("ip_rules", "list"), "ip_rules.listed", None, False),
    "loaddata": (
        lambda w, _: call_command("loaddata", str(w.fixture), verbosity=0),
        "fixtures.loaded",
        None,
        False,
    ),
    "rotate_keys": (lambda *_: call_command("rotate_keys"), "signing_keys.rotated", None, False),
    "search_rebuild": (lambda *_: call_command("search_rebuild", json=True), "search.rebuilt", None, False),
    "signatures_rebuild": (
        lambda *_: call_command("signatures_rebuild", json=True),
        "signatures.rebuilt",
        None,
        False,
    ),
    "verify_files": (lambda w, _: _files_verify(w), "file.fault_found", None, False),
    "watch_folder": (lambda w, _: _watch(w), "document.received", "owner", True),
    "seed_demo": (lambda *_: call_command("seed_demo"), "document.received", "admin", False),
}


def _export(world):
    checkpoint_made()
    where = ["--since=2026-01-01", f"--output={world.folder / 't.zip'}"]
    call_command("audit_export", *where, f"--subject={world.subject.pk}", "--json")


def _documents(world):
    document_from(owner=world.owner)
    where = ["--all", f"--output={world.folder / 'd.zip'}"]
    call_command("export_documents", "--as", world.owner.email, *where, "--json")


def _files_verify(world):
    document = document_from(owner=world.owner)
    documents_storage().delete(document.versions.get().storage_key)
    with contextlib.suppress(CommandError):  # it found something
        call_command("verify_files", "--all", "--json")


def _watch(world):
    inbox = world.folder / "inbox"
    inbox.mkdir()
    (inbox / "slip.csv").write_bytes(world.file.read_bytes())
    call_command("watch_folder", inbox, owner=world.owner.email, case="Loan 1", settle=0.1, once=True)


def _verify():
    with contextlib.suppress(SystemExit):  # it looked, whatever it found
        call_command("audit_verify", json=True)


@pytest.mark.parametrize("name", sorted(RUNS))
def test_a_command_leaves_an_entry(name, tmp_path, monkeypatch, capsys):
    world = _World(tmp_path)
    run, event, actor, is_about = RUNS[name]
    known = set(LogEntry.objects.values_list("pk", flat=True))
    with acting_by_command():  # as manage.py does
        run(world, monkeypatch)
    entries = LogEntry.objects.exclude(pk__in=known).filter(event=event)

    assert entries, sorted(LogEntry.objects.exclude(pk__in=known).values_list("event", flat=True))
    for entry in entries:
        assert entry.interface == "command"
        assert entry.cid != ""
        assert entry.timestamp <= timezone.now()
        assert entry.additional_data["os_user"] == os_user()
        assert entry.actor_id == (getattr(world, actor).pk if actor else None)
        assert (world.subject.pk in entry.subject_refs) == is_about


def test_every_command_is_walked_or_says_why_not():
    assert sorted(RUNS.keys() & EXEMPT.keys()) == []
    assert sorted([*RUNS, *EXEMPT]) == sorted(get_commands())
    assert all(len(reason) > 20 for reason in EXEMPT.values())
