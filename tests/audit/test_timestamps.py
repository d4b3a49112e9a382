"""Timestamps over checkpoints: asked for, verified, kept, exported, and checked again later."""

import datetime as dt
import subprocess
import zipfile

import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID
from django.utils import timezone

from audit import packages
from audit.anchoring import anchor_newest, anchored_read
from audit.models import Anchor, LogEntry
from audit.signing import note_key
from audit.verifier import package_verify
from tests.factories.authority import Authority, serving
from tests.factories.trail import checkpoint_made

pytestmark = pytest.mark.django_db


@pytest.fixture
def authority():
    return Authority()


@pytest.fixture
def served(authority, settings, tmp_path):
    """The authority answers, and its CA is the one that is believed."""
    path = tmp_path / "ca.pem"
    path.write_bytes(authority.pem())
    settings.TRAIL_TSA_CA = str(path)
    with serving(authority) as url:
        settings.TRAIL_ANCHORS = [f"rfc3161+{url}"]
        yield path


def test_a_checkpoint_is_stamped_once_and_openssl_believes_it(authority, served, tmp_path):
    checkpoint = checkpoint_made()

    (anchor,) = anchor_newest(at=timezone.now())
    anchor_newest(at=timezone.now())

    (tmp_path / "note").write_text(checkpoint.note)
    (tmp_path / "tsr").write_bytes(bytes(anchor.receipt))
    said = subprocess.run(
        ["openssl", "ts", "-verify", "-data", tmp_path / "note", "-in", tmp_path / "tsr", "-CAfile", served],
        capture_output=True,
        text=True,
        check=False,
    )
    assert authority.asked == 1
    assert "Verification: OK" in said.stdout + said.stderr
    assert anchored_read().invalid == []


@pytest.mark.parametrize(
    "bent",
    [
        {"imprint": bytes(32)},
        {"nonce": 7},
        {"granted": 2},
        {"at": dt.datetime.now(dt.UTC) - dt.timedelta(minutes=30)},
    ],
    ids=["about another text", "to another request", "refused", "from half an hour ago"],
)
def test_a_token_that_is_not_what_was_asked_for_is_no_anchor(authority, served, bent):
    for name, value in bent.items():
        setattr(authority, name, value)
    checkpoint_made()

    assert anchor_newest(at=timezone.now()) == []
    assert LogEntry.objects.get(event="trail.anchor_failed").additional_data["error"] == "ReceiptInvalid"


def test_a_token_of_an_authority_that_is_not_believed_is_no_anchor(served):
    served.write_bytes(Authority().pem())
    checkpoint_made()

    assert anchor_newest(at=timezone.now()) == []


def test_a_token_of_a_certificate_for_something_else_is_no_anchor(settings, tmp_path):
    authority = Authority(purpose=ExtendedKeyUsageOID.SERVER_AUTH)
    (tmp_path / "ca.pem").write_bytes(authority.pem())
    settings.TRAIL_TSA_CA = str(tmp_path / "ca.pem")
    checkpoint_made()

    with serving(authority) as url:
        settings.TRAIL_ANCHORS = [f"rfc3161+{url}"]
        assert anchor_newest(at=timezone.now()) == []


def test_the_package_holds_the_receipts_and_says_what_they_are(served, tmp_path):
    checkpoint = checkpoint_made()
    anchor_newest(at=timezone.now())
    path = _exported(tmp_path / "trail.zip")

    with zipfile.ZipFile(path) as package:
        names = [name for name in package.namelist() if name.startswith("receipts/")]
        note = package.read("receipts/000000000003.note").decode()
    report = package_verify(path, keys=[note_key()])
    assert names == ["receipts/000000000003.note", "receipts/000000000003-rfc3161.tsr"]
    assert note == checkpoint.note
    assert report.broken == []
    assert any("1 timestamps under receipts/" in sentence for sentence in report.unknown)


def test_a_receipt_over_another_checkpoint_is_told(authority, served, tmp_path):
    """Rewritten: the stamp that is kept is for a history that is no longer here."""
    checkpoint = checkpoint_made()
    (anchor,) = anchor_newest(at=timezone.now())
    later = checkpoint_made()
    Anchor.objects.create(
        checkpoint=later,
        kind=anchor.kind,
        place=anchor.place,
        receipt=anchor.receipt,
        created_at=timezone.now(),
    )
    path = _exported(tmp_path / "trail.zip")

    assert later.size > checkpoint.size
    assert len(anchored_read().invalid) == 1
    assert (
        "is no timestamp of the checkpoint of 6 events" in package_verify(path, keys=[note_key()]).broken[0]
    )


def _exported(path):
    since = timezone.now() - dt.timedelta(hours=1)
    until = timezone.now() + dt.timedelta(hours=1)
    with path.open("wb") as target:
        packages.package_write(target, since=since, until=until, at=timezone.now())
    return path
