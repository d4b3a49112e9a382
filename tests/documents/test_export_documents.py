"""`manage.py export_documents`: an archive of what one person may see, or a clear reason why there is none."""

import hashlib
import io
import stat
import zipfile

import orjson
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from audit.context import acting_by_command
from audit.models import LogEntry
from documents.batching import exporting
from documents.models import Batch
from tests.factories import CSV, document_from

pytestmark = pytest.mark.django_db


def _exported(user, folder, *which, **more):
    out = io.StringIO()
    with acting_by_command():  # as manage.py does
        call_command(
            "export_documents",
            *("--as", user.email, *which, f"--output={folder / 'a.zip'}", "--json"),
            stdout=out,
            stderr=io.StringIO(),
            **more,
        )
    return orjson.loads(out.getvalue())


def _names(folder):
    with zipfile.ZipFile(folder / "a.zip") as archive:
        return [row["name"] for row in orjson.loads(archive.read("manifest.json"))["documents"]]


def test_an_archive_holds_what_the_person_may_see_and_no_more(owner, stranger, tmp_path):
    document_from(owner=owner, name="mine.csv")
    document_from(CSV + b"\n", owner=stranger, name="theirs.csv")

    told = _exported(owner, tmp_path, "--all")

    assert (told["documents"], told["left_out"]) == (1, 0)
    assert _names(tmp_path) == ["mine.csv"]
    assert told["sha256"] == hashlib.sha256((tmp_path / "a.zip").read_bytes()).hexdigest()
    assert stat.S_IMODE((tmp_path / "a.zip").stat().st_mode) == 0o600
    exported = LogEntry.objects.get(event="document.exported")
    assert (exported.actor_id, exported.interface) == (owner.pk, "command")


def test_parameters_of_the_list_narrow_it(owner, tmp_path):
    one = document_from(owner=owner, name="one.csv")
    document_from(CSV + b"\n", owner=owner, name="two.csv")
    one.type = "invoice"
    one.save()

    _exported(owner, tmp_path, "--param", "type=invoice", "--param", "type=receipt")

    assert _names(tmp_path) == ["one.csv"]


def test_what_may_not_be_seen_is_left_out_and_the_exit_code_says_so(owner, stranger, tmp_path):
    mine = document_from(owner=owner, name="mine.csv")
    theirs = document_from(CSV + b"\n", owner=stranger, name="theirs.csv")

    with pytest.raises(CommandError, match="1 documents were left out") as raised:
        _exported(owner, tmp_path, "--ids", str(mine.pk), str(theirs.pk))

    assert raised.value.returncode == 1
    assert _names(tmp_path) == ["mine.csv"]


@pytest.mark.parametrize(
    ("which", "why"),
    [
        (["--param", "type=nonsense"], "no parameters of the list"),
        (["--param", "cursor=x"], "says nothing about which"),
        (["--param", "type"], "no parameter like"),
        (["--param", "type=invoice"], "Nothing to export"),
        ([], "one of the arguments"),
    ],
)
def test_what_cannot_be_exported_is_refused_with_the_reason_and_no_file(owner, tmp_path, which, why):
    with pytest.raises(CommandError, match=why):
        _exported(owner, tmp_path, *which)

    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_is_not_written_over(owner, tmp_path):
    document_from(owner=owner)
    (tmp_path / "a.zip").write_bytes(b"mine")

    with pytest.raises(CommandError, match="is there already"):
        _exported(owner, tmp_path, "--all")

    assert (tmp_path / "a.zip").read_bytes() == b"mine"
    _exported(owner, tmp_path, "--all", "--force")
    assert zipfile.is_zipfile(tmp_path / "a.zip")


def test_a_stop_at_the_keyboard_cancels_the_batch_and_leaves_no_file(owner, tmp_path, monkeypatch):
    document_from(owner=owner)

    def stops(*args, **more):
        raise KeyboardInterrupt

    monkeypatch.setattr(exporting, "_dated", stops)
    with pytest.raises(KeyboardInterrupt):
        _exported(owner, tmp_path, "--all")

    assert Batch.objects.get().state == "cancelled"
    assert list(tmp_path.iterdir()) == []


def test_a_person_who_is_not_there_or_disabled_exports_nothing(owner, tmp_path):
    owner.is_active = False
    owner.save()

    with pytest.raises(CommandError, match="is disabled"):
        _exported(owner, tmp_path, "--all")
    owner.email = "nobody@example.com"
    with pytest.raises(CommandError, match="There is no user"):
        _exported(owner, tmp_path, "--all")
