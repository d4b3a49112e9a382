"""What an auditor receives, and what the program in it says without anything of ours around."""

import csv
import datetime as dt
import io
import json
import subprocess
import sys
import uuid
import zipfile

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from audit import packages, trail
from audit.anchoring import anchor_newest, anchored_notes
from audit.models import LogEntry
from audit.signing import note_key
from audit.verifier import NoteKey
from tests.factories.trail import everything_sealed, transactions_ended

pytestmark = pytest.mark.django_db(transaction=True)
SUBJECT = uuid.UUID(int=7)


@pytest.fixture
def written(tmp_path):
    """Twenty events, five of them about one person, sealed in two checkpoints, the first anchored."""
    for n in range(15):
        trail.record_read("document.viewed", details={"page": n})
    everything_sealed()
    anchor_newest(at=timezone.now())
    for _ in range(5):
        trail.record_read("document.viewed", subject_refs=[SUBJECT])
    everything_sealed()
    return tmp_path / "trail.zip"


def _export(path, **wanted):
    since = timezone.now() - dt.timedelta(hours=1)
    until = timezone.now() + dt.timedelta(hours=1)
    with path.open("wb") as target:
        return packages.package_write(target, since=since, until=until, at=timezone.now(), **wanted)


def _verify(path, *more):
    """Run the verifier out of the package, away from the project."""
    with zipfile.ZipFile(path) as package:
        program = path.with_name("verifier.py")
        program.write_bytes(package.read("verifier.py"))
    done = subprocess.run(
        [sys.executable, "-I", str(program), str(path), *more],
        capture_output=True,
        text=True,
        check=False,
        cwd=path.parent,
        env={},
    )
    return done.returncode, done.stdout


def _changed(path, name, change):
    """Return the path of a copy in which one file is another."""
    copy = path.with_name("changed.zip")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy, "w") as new:
        for item in old.namelist():
            text = old.read(item).decode()
            new.writestr(item, change(text) if item == name else text)
    return copy


def test_an_export_is_proven_with_the_key_and_an_anchor(written, tmp_path):
    exported = _export(written)
    kept = tmp_path / "kept.note"
    kept.write_text(next(anchored_notes()))

    code, said = _verify(written, "--key", str(note_key()), "--anchors", str(kept))

    assert (exported.events, exported.unsealed, exported.size) == (20, 0, 20)
    assert code == 0
    assert "All 20 sealed events are, to the letter, leaves of the signed tree." in said
    assert "Between event 0 and event 19 none is missing." in said
    assert "1 checkpoints that you kept are part of this history." in said
    assert "Not known" not in said


def test_without_a_key_it_says_what_is_not_known(written):
    _export(written)

    code, said = _verify(written)

    assert code == 0
    assert "Whether the key is the right one" in said
    assert "Whether this is the only history" in said


def test_an_export_about_one_person_proves_its_events_and_tells_what_is_left_out(written):
    trail.record_read("document.viewed")
    everything_sealed()
    exported = _export(written, subject=SUBJECT)

    code, said = _verify(written, "--key", str(note_key()))

    assert (exported.events, code) == (5, 0)
    assert "All 5 sealed events are, to the letter" in said


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("events.ndjson", lambda text: text.replace('"purpose": ""', '"purpose": "x"', 1)),
        ("events.ndjson", lambda text: text.split("\n", 1)[1]),
        ("nodes.ndjson", lambda text: text + "\n"),
        ("history.ndjson", lambda text: text[:0]),
        ("manifest.json", lambda text: text.replace('"events": 20', '"events": 19')),
        ("checkpoint.note", lambda text: text.replace("\n20\n", "\n19\n")),
        ("manifest.note", lambda text: text.replace("manifest", "manifesto")),
    ],
)
def test_a_changed_package_is_not_proven(written, name, change):
    _export(written)

    code, said = _verify(_changed(written, name, change), "--key", str(note_key()))

    assert code == 1
    assert said.startswith("NOT PROVEN")


def test_a_key_that_is_not_what_it_says_is_refused(written):
    _export(written)
    other = str(note_key()).replace("muniment+", "elsewhere+")

    assert _verify(written, "--key", other)[0] == 2


def test_a_package_of_another_key_is_not_proven(written):
    _export(written)

    code, said = _verify(written, "--key", str(NoteKey.of("muniment", bytes(32))))

    assert code == 1
    assert "It is signed by none of the keys you trust." in said


def test_what_is_not_sealed_yet_is_said(written):
    trail.record_read("document.viewed")
    exported = _export(written)

    code, said = _verify(written, "--key", str(note_key()))

    assert (exported.unsealed, code) == (1, 0)
    assert "1 events were not sealed yet" in said


def test_the_csv_runs_no_formula_and_reads_back(written):
    trail.record_read("document.viewed", details={"name": "=1+1"})
    everything_sealed()
    _export(written, with_csv=True)

    with zipfile.ZipFile(written) as package:
        cells = list(csv.DictReader(io.StringIO(package.read("events.csv").decode())))
        events = [json.loads(line) for line in package.read("events.ndjson").splitlines()]

    assert all(cell == "" or cell.startswith("'") for row in cells for cell in row.values())
    assert [{k: v[1:] or None for k, v in row.items()} for row in cells] == [
        {k: v or None for k, v in row.items()} for row in events
    ]


def test_the_command_exports_and_records_it(written, capsys):
    call_command("audit_export", since=timezone.now() - dt.timedelta(days=1), output=written, json=True)

    told = json.loads(capsys.readouterr().out)
    assert (told["events"], told["unsealed"]) == (20, 0)
    assert LogEntry.objects.get(event="trail.exported").count == 20
    assert _verify(written)[0] == 0


def test_the_command_says_in_words_that_nothing_is_sealed_and_leaves_no_file(tmp_path):
    kept = tmp_path / "trail.zip"
    kept.write_bytes(b"an earlier export")

    with pytest.raises(CommandError, match="no checkpoint yet") as refused:
        call_command("audit_export", since=timezone.now(), output=kept)

    assert refused.value.returncode == 1
    assert [file.name for file in tmp_path.iterdir()] == ["trail.zip"]
    assert kept.read_bytes() == b"an earlier export"
    assert not LogEntry.objects.filter(event="trail.exported").exists()


def test_the_command_seals_the_first_entries_itself(tmp_path, capsys):
    trail.record_read("document.viewed")
    transactions_ended()

    call_command(
        "audit_export", since=timezone.now() - dt.timedelta(days=1), output=tmp_path / "t.zip", json=True
    )

    told = json.loads(capsys.readouterr().out)
    assert (told["events"], told["unsealed"], told["tree_size"]) == (1, 0, 1)


def test_the_api_and_the_console_say_in_words_that_nothing_is_sealed(as_user, console, auditor):
    window = {"since": "2026-03-01T00:00:00Z", "until": "2026-03-02T00:00:00Z"}
    answer = as_user(auditor).post("/api/v1/audit/exports", window)
    asked = {"since": "2026-03-01T00:00", "until": "2026-03-02T00:00"}
    page = console(auditor).post("/admin/audit/logentry/export/", asked, follow=True)

    assert (answer.status_code, answer.json()["code"]) == (409, "nothing_sealed_yet")
    assert "no checkpoint yet" in answer.json()["detail"]
    assert "no checkpoint yet" in page.content.decode()
    assert not LogEntry.objects.filter(event="trail.exported").exists()


def test_the_commands_seal_and_verify(written, capsys):
    trail.record_read("document.viewed")

    transactions_ended()
    call_command("audit_seal", json=True)
    sealed = json.loads(capsys.readouterr().out)
    call_command("audit_verify", json=True)
    verified = json.loads(capsys.readouterr().out)

    assert (sealed["sealed"], len(sealed["anchors"])) == (1, 1)
    assert (verified["holds"], verified["entries"], verified["checkpoints"]) == (True, 21, 3)
