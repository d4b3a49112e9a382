"""A watched folder: what stands still becomes a document, once, whatever happens to the watcher."""

import datetime as dt
import os

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from audit.models import LogEntry
from documents import selectors, services, watching
from documents.exceptions import StorageUnavailable
from documents.models import Document
from documents.watching import Folder, FolderUnusable, Terms, folder_round, folder_watched
from tests.factories import CSV

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """Stands for kill -9: nothing of ours runs after it."""


@pytest.fixture
def terms(owner, case):
    return Terms(owner=owner, case=case, settle=10.0, keep_done=dt.timedelta(days=7))


@pytest.fixture
def root(tmp_path):
    place = tmp_path / "in"
    place.mkdir()
    return place


class Watch:
    """A watcher whose clock is ours."""

    def __init__(self, root, terms):
        self.root, self.terms, self.now = root, terms, 0.0
        with folder_watched(root) as folder:
            self.folder = folder

    def round(self, after=0.0):
        self.now += after
        return list(folder_round(self.folder, self.terms, clock=timezone.now, now=self.now))

    def again(self):
        """Start anew, as after a kill."""
        self.folder = Folder(self.root)
        return self.round() + self.round(after=11)


@pytest.fixture
def watch(root, terms):
    return Watch(root, terms)


def _put(root, path="statement.csv", content=CSV):
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return file


def _below(root):
    return sorted(
        str(file.relative_to(root)) for file in root.rglob("*") if file.is_file() and file.name != "lock"
    )


def _content(document):
    return b"".join(selectors.content_chunks(document, selectors.version_newest(document)))


def test_a_file_that_stands_still_becomes_its_owners_document(watch, root, owner, case):
    _put(root)

    assert watch.round() == []
    assert watch.round(after=9) == []
    outcomes = watch.round(after=2)

    assert [one.path for one in outcomes] == ["statement.csv"]
    document = Document.objects.get()
    assert (document.owner, document.case, document.name) == (owner, case, "statement.csv")
    assert _content(document) == CSV
    assert _below(root) == ["done/statement.csv"]
    assert LogEntry.objects.filter(event="document.received").count() == 1


def test_a_file_that_still_grows_waits(watch, root):
    file = _put(root, content=CSV[:40])
    watch.round()
    watch.round(after=8)
    file.write_bytes(CSV)

    assert watch.round(after=8) == []
    assert watch.round(after=8) == []
    assert len(watch.round(after=3)) == 1
    assert _content(Document.objects.get()) == CSV


def test_folders_below_keep_their_places(watch, root):
    _put(root, "branch/march/a.csv")
    _put(root, "done-by-noon/b.csv", CSV + b"\n")

    watch.again()

    assert _below(root) == ["done/branch/march/a.csv", "done/done-by-noon/b.csv"]
    assert Document.objects.count() == 2


@pytest.mark.parametrize(
    "path", [".hidden.csv", "a.csv.part", "b.crdownload", "~$c.csv", ".folder/d.csv", "e.tmp"]
)
def test_hidden_and_partial_files_are_left_alone(watch, root, path):
    _put(root, path)

    assert watch.again() == []
    assert _below(root) == [path]


def test_links_are_not_followed(watch, root, tmp_path):
    secret = _put(tmp_path, "secret/other.csv")
    (root / "link.csv").symlink_to(secret)
    (root / "folder").symlink_to(secret.parent)
    os.link(secret, root / "second-name.csv")
    os.mkfifo(root / "pipe.csv")

    assert watch.again() == []
    assert Document.objects.count() == 0
    assert secret.read_bytes() == CSV


def test_a_link_put_in_the_place_of_a_claimed_file_is_refused(watch, root, tmp_path):
    secret = _put(tmp_path, "secret/other.csv")
    place = root / ".taking" / "abc"
    place.mkdir()
    (place / "link.csv").symlink_to(secret)

    outcomes = watch.round()

    assert "symbolic link" in outcomes[0].refused
    assert Document.objects.count() == 0
    assert secret.exists()


def test_what_is_no_document_fails_with_its_reason_beside_it(watch, root):
    _put(root, "page.html", b"<html><script>alert(1)</script></html>")
    _put(root, "empty.csv", b"")

    outcomes = watch.again()

    assert sorted(one.path for one in outcomes if one.refused) == ["empty.csv", "page.html"]
    assert _below(root) == [
        "failed/empty.csv",
        "failed/empty.csv.reason.txt",
        "failed/page.html",
        "failed/page.html.reason.txt",
    ]
    assert "Supported:" in (root / "failed/page.html.reason.txt").read_text()
    assert Document.objects.count() == 0


def test_the_same_name_again_overwrites_nothing(watch, root):
    _put(root)
    watch.again()
    _put(root, content=CSV + b"2026-01-10,Fee,-1.00,17499.00\n")
    watch.again()

    assert _below(root) == ["done/statement (2).csv", "done/statement.csv"]
    assert Document.objects.count() == 2


STEPS = ["claimed", "stored", "committed", "moving", "moved", "reason"]


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_any_step_nothing_is_lost_and_nothing_doubled(watch, root, step, monkeypatch):
    _put(root, "good.csv")
    _put(root, "zz-bad.html", b"<html></html>")
    _kill_at(step, monkeypatch)

    with pytest.raises(Killed):
        watch.again()
    monkeypatch.undo()
    watch.again()

    assert _content(Document.objects.get()) == CSV
    assert _below(root) == ["done/good.csv", "failed/zz-bad.html", "failed/zz-bad.html.reason.txt"]
    assert list((root / ".taking").iterdir()) == [root / ".taking" / "lock"]


def _kill_at(step, monkeypatch):
    def killed(*_, **__):
        raise Killed

    create, move = services.document_create, watching._move

    def committed(**given):
        create(**given)
        raise Killed

    def moved(*given):
        move(*given)
        raise Killed

    where, name, stand_in = {
        "claimed": (watching, "_go_on", killed),
        "stored": (services, "document_create", killed),
        "committed": (services, "document_create", committed),
        "moving": (watching, "_move", killed),
        "moved": (watching, "_move", moved),
        "reason": (watching, "_reason_write", killed),
    }[step]
    monkeypatch.setattr(where, name, stand_in)


def test_while_the_storage_is_away_the_file_waits(watch, root, monkeypatch):
    def away(**_):
        raise StorageUnavailable("The file cannot be stored: no space.")

    _put(root)
    monkeypatch.setattr(services, "document_create", away)
    assert watch.again() == []
    assert Document.objects.count() == 0
    monkeypatch.undo()

    assert [one.path for one in watch.round()] == ["statement.csv"]
    assert _below(root) == ["done/statement.csv"]


def test_written_to_while_it_was_taken_in_it_is_not_called_done(watch, root, monkeypatch):
    _put(root)
    create = services.document_create

    def slowly(**given):
        made = create(**given)
        next((root / ".taking").rglob("statement.csv")).write_bytes(CSV + b"more\n")
        return made

    monkeypatch.setattr(services, "document_create", slowly)
    outcomes = watch.again()

    assert "somebody wrote to it" in outcomes[0].refused
    assert (root / "failed/statement.csv").read_bytes() == CSV + b"more\n"


def test_done_is_emptied_by_age(watch, root):
    _put(root)
    watch.again()
    old = (timezone.now() - dt.timedelta(days=8)).timestamp()
    watch.round()
    assert _below(root) == ["done/statement.csv"]

    os.utime(root / "done/statement.csv", (old, old))
    watch.round(after=61)

    assert _below(root) == []
    assert Document.objects.count() == 1


def test_two_watchers_do_not_share_a_folder(root):
    with (
        folder_watched(root),
        pytest.raises(FolderUnusable, match="Another process"),
        folder_watched(root),
    ):
        pass


def test_the_command_takes_in_and_stops(root, owner, capsys):
    _put(root)

    call_command("watch_folder", root, owner=owner.email, case="Loan 7", settle=0.1, once=True)

    document = Document.objects.get(case__name="Loan 7")
    assert document.owner == owner
    assert "statement.csv" in capsys.readouterr().out


def test_nothing_is_taken_in_without_an_owner_who_may(root, auditor):
    _put(root)

    with pytest.raises(CommandError, match="without an owner"):
        call_command("watch_folder", root, once=True)
    with pytest.raises(CommandError, match="may not bring"):
        call_command("watch_folder", root, owner=auditor.email, once=True)
    with pytest.raises(CommandError, match="no user"):
        call_command("watch_folder", root, owner="nobody@example.com", once=True)
    assert Document.objects.count() == 0
