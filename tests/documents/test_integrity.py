"""Stored files are read again: what is missing, altered or unknown is found, once, and told."""

import datetime as dt
import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.utils import timezone

from audit.models import LogEntry
from documents import integrity, services
from documents.integrity import files_verify
from documents.models import DocumentVersion, FileFinding
from tests.factories import document_from
from vault.services import files_primitive
from vault.storage import documents_storage, sealed_write

pytestmark = pytest.mark.django_db

NOW = timezone.now


@pytest.fixture(autouse=True)
def _storage_of_the_test(settings, tmp_path):
    """Other tests leave files behind: their rows were rolled back."""
    ours = settings.STORAGES["documents"]
    options = {**ours["OPTIONS"], "location": tmp_path / "files"}
    settings.STORAGES = {**settings.STORAGES, "documents": {**ours, "OPTIONS": options}}


@pytest.fixture
def version(document):
    return document.versions.get()


def _path(version):
    return Path(documents_storage().path(version.storage_key))


def _faults():
    return list(FileFinding.objects.values_list("fault", "storage_key", "times"))


def test_a_whole_file_is_noted_as_checked_and_nothing_else(version):
    at = NOW()
    tally = files_verify(at=at, everything=True)

    version.refresh_from_db()
    assert (tally.files, tally.size, tally.faults, version.verified_at) == (1, version.size, {}, at)
    assert _faults() == []


def test_a_missing_file_is_found_once_and_counted_again(version):
    _path(version).unlink()
    files_verify(at=NOW(), everything=True)
    files_verify(at=NOW(), everything=True)

    assert _faults() == [("missing", version.storage_key, 2)]
    assert LogEntry.objects.filter(event="file.fault_found").count() == 1


@pytest.mark.parametrize("at", [5, 60, -1])
def test_an_altered_file_is_found(version, at):
    content = bytearray(_path(version).read_bytes())
    content[at] ^= 1
    _path(version).write_bytes(content)

    assert files_verify(at=NOW(), everything=True).faults == {"unreadable": 1}


def test_a_file_sealed_anew_with_other_content_is_found(document, version):
    _path(version).unlink()
    sealed_write(files_primitive(document.data_key), version.storage_key, version.binding(), b"forged")

    assert files_verify(at=NOW(), everything=True).faults == {"changed": 1}


def test_a_file_that_nobody_knows_is_found_after_its_days(version):
    name = "2020/01/02/unknown.sealed"
    documents_storage().delete(name)
    documents_storage().save(name, ContentFile(b"x"))
    try:
        at = NOW() + dt.timedelta(hours=2)
        assert files_verify(at=at, everything=True).faults == {"orphan": 1}
        assert _faults() == [("orphan", name, 1)]
    finally:
        documents_storage().delete(name)


def test_the_oldest_check_is_next_and_a_run_keeps_to_its_budget(owner, settings, monkeypatch):
    settings.FILES_VERIFY_MIB = 0
    monkeypatch.setattr(integrity, "BATCH", 1)
    first, second = (document_from(owner=owner, name=f"{n}.csv").versions.get() for n in "ab")
    assert files_verify(at=NOW()).files == 0
    settings.FILES_VERIFY_MIB = 1 / 1024**2  # a byte: one file a run
    at = NOW()

    assert [files_verify(at=at).files for _ in range(3)] == [1, 1, 0]
    DocumentVersion.objects.filter(pk=second.pk).update(verified_at=at - dt.timedelta(days=9))
    DocumentVersion.objects.filter(pk=first.pk).update(verified_at=at - dt.timedelta(days=8))
    files_verify(at=at)
    assert DocumentVersion.objects.get(verified_at=at).pk == second.pk


def test_a_storage_that_is_away_is_no_fault_of_a_file(version, monkeypatch):
    def away(*_args, **_kwargs):
        raise OSError("connection refused")

    monkeypatch.setattr(integrity, "sealed_chunks", away)

    with pytest.raises(OSError, match="refused"):
        files_verify(at=NOW(), everything=True)
    assert (_faults(), DocumentVersion.objects.get().verified_at) == ([], None)


def test_health_tells_until_an_officer_has_signed_it_off(version, officer):
    _path(version).unlink()
    files_verify(at=NOW(), everything=True)
    before = Client().get("/health/ready").json()["parts"]["files"]
    services.file_finding_sign_off(
        actor=officer, finding_id=FileFinding.objects.get().pk, note="Restored from backup.", at=NOW()
    )
    after = Client().get("/health/ready").json()["parts"]["files"]

    assert (before, after) == ({"ok": False, "faults": 1}, {"ok": True, "faults": 0})


def test_the_command_reports_and_its_exit_tells(version):
    out = StringIO()
    call_command("verify_files", "--all", "--json", stdout=out)
    assert json.loads(out.getvalue())["files"] == 1
    _path(version).unlink()

    with pytest.raises(CommandError, match="officer") as refused:
        call_command("verify_files", "--all", stdout=out)
    assert refused.value.returncode == 1
    assert "1 missing" in out.getvalue()
