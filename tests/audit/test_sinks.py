"""Where checkpoints are put outside: S3 under Object Lock, syslog, and what happens when a sink fails."""

import json
import re
import select
import socket
import socketserver
import ssl
import threading

import boto3
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.x509.oid import ExtendedKeyUsageOID
from django.core.management import call_command
from django.utils import timezone
from moto import mock_aws

from audit.anchoring import anchor_newest, anchored_notes, anchored_read
from audit.anchors import sink_at
from audit.checks import addresses_are_read
from audit.models import Anchor, LogEntry
from audit.s3 import s3_client
from tests.factories.authority import Authority
from tests.factories.trail import checkpoint_made, rule_present

pytestmark = pytest.mark.django_db


@pytest.fixture
def bucket(settings):
    """A bucket with Object Lock, as moto plays it."""
    settings.TRAIL_S3 = {"endpoint_url": "", "region_name": "us-east-1", "access_key": "x", "secret_key": "y"}
    s3_client.cache_clear()
    with mock_aws():
        s3 = boto3.client("s3", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="y")
        s3.create_bucket(Bucket="anchors", ObjectLockEnabledForBucket=True)
        yield s3
    s3_client.cache_clear()


def test_s3_locks_the_note_for_as_long_as_the_rule_keeps_entries(bucket, settings):
    settings.TRAIL_ANCHORS = ["s3://anchors/muniment"]
    rule_present()
    checkpoint = checkpoint_made()

    (anchor,) = anchor_newest(at=timezone.now())

    kept = bucket.head_object(Bucket="anchors", Key=anchor.place.removeprefix("s3://anchors/"))
    assert anchor.place == "s3://anchors/muniment/checkpoint-000000000003.note"
    assert kept["ObjectLockMode"] == "COMPLIANCE"
    assert kept["ObjectLockRetainUntilDate"].year == checkpoint.created_at.year + 7
    assert json.loads(bytes(anchor.receipt))["version"] == kept["VersionId"]
    assert list(anchored_notes()) == [checkpoint.note]


def test_s3_shows_a_note_that_another_was_put_over(bucket, settings):
    settings.TRAIL_ANCHORS = ["s3://anchors"]
    checkpoint = checkpoint_made()
    anchor_newest(at=timezone.now())
    bucket.put_object(Bucket="anchors", Key="checkpoint-000000000003.note", Body=b"another")
    bucket.delete_object(Bucket="anchors", Key="checkpoint-000000000003.note")

    assert sorted(anchored_notes()) == sorted(["another", checkpoint.note])


def test_s3_without_object_lock_is_a_failure(bucket, settings):
    bucket.create_bucket(Bucket="open")
    settings.TRAIL_ANCHORS = ["s3://open"]
    checkpoint_made()

    assert anchor_newest(at=timezone.now()) == []
    assert LogEntry.objects.get(event="trail.anchor_failed").additional_data["sink"] == "s3://open/"


def test_a_sink_that_fails_keeps_no_other_from_being_filled_and_is_tried_again(settings, tmp_path):
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where the folder should be")
    settings.TRAIL_ANCHORS = [f"file:{blocked}/in", f"file:{tmp_path}/good"]
    checkpoint = checkpoint_made()

    first = anchor_newest(at=timezone.now())
    blocked.unlink()
    second = anchor_newest(at=timezone.now())

    assert [anchor.place for anchor in first] == [f"{tmp_path}/good/checkpoint-000000000003.note"]
    assert [anchor.place for anchor in second] == [f"{blocked}/in/checkpoint-000000000003.note"]
    assert anchor_newest(at=timezone.now()) == []
    assert LogEntry.objects.filter(event="trail.anchor_failed").count() == 1
    assert anchored_read().notes == [checkpoint.note] * 2


def test_a_folder_that_holds_another_history_takes_no_checkpoint_over_it(settings, tmp_path):
    settings.TRAIL_ANCHORS = [f"file:{tmp_path}"]
    (tmp_path / "checkpoint-000000000003.note").write_text("another history")
    checkpoint_made()

    assert anchor_newest(at=timezone.now()) == []
    assert list(anchored_notes()) == ["another history"]


@pytest.mark.django_db(transaction=True)
def test_an_anchor_that_cannot_be_read_back_is_a_finding(settings, capsys):
    settings.TRAIL_ANCHORS = ["s3://nowhere"]
    settings.TRAIL_S3 = {
        "endpoint_url": "http://127.0.0.1:9",
        "region_name": "x",
        "access_key": "x",
        "secret_key": "y",
    }
    s3_client.cache_clear()

    with pytest.raises(SystemExit):
        call_command("audit_verify", json=True)

    s3_client.cache_clear()
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert [(found["kind"], found["count"]) for found in findings] == [("silent", 1)]


def test_syslog_gets_one_line_over_udp(settings):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
        receiver.bind(("127.0.0.1", 0))
        receiver.settimeout(5)
        settings.TRAIL_ANCHORS = [f"syslog://127.0.0.1:{receiver.getsockname()[1]}"]
        checkpoint = checkpoint_made()

        anchor_newest(at=timezone.now())

        message = receiver.recv(65536).decode()
    assert _said(message)["note"] == checkpoint.note
    assert _said(message)["size"] == 3
    assert "\n" not in message
    assert Anchor.objects.get().kind == "syslog"


def test_syslog_counts_octets_over_tcp(settings):
    with Receiver() as (port, received):
        settings.TRAIL_ANCHORS = [f"syslog+tcp://127.0.0.1:{port}"]
        checkpoint = checkpoint_made()

        anchor_newest(at=timezone.now())

    length, _, message = received[0].decode().partition(" ")
    assert int(length) == len(message)
    assert _said(message)["note"] == checkpoint.note


def test_syslog_over_tls_believes_the_configured_ca_alone(settings, tmp_path):
    authority = Authority(purpose=ExtendedKeyUsageOID.SERVER_AUTH, names=[x509.DNSName("localhost")])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_written(tmp_path, authority))
    (tmp_path / "ca.pem").write_bytes(authority.pem())
    (tmp_path / "other.pem").write_bytes(Authority().pem())
    with Receiver(context) as (port, received):
        settings.TRAIL_ANCHORS = [f"syslog+tls://localhost:{port}"]
        checkpoint = checkpoint_made()
        settings.TRAIL_SYSLOG_CA = str(tmp_path / "other.pem")
        refused = anchor_newest(at=timezone.now())
        settings.TRAIL_SYSLOG_CA = str(tmp_path / "ca.pem")
        taken = anchor_newest(at=timezone.now())

    assert (len(refused), len(taken)) == (0, 1)
    assert _said(received[-1].decode().partition(" ")[2])["note"] == checkpoint.note


@pytest.mark.parametrize(
    "address", ["ftp://x/y", "file:", "s3:bucket", "rfc3161+https://a:b@host/", "syslog:", "x"]
)
def test_an_address_that_means_nothing_is_refused_at_the_start(settings, address):
    settings.TRAIL_ANCHORS = [address]

    with pytest.raises(ValueError, match="TRAIL_ANCHORS names"):
        sink_at(address)
    assert [found.id for found in addresses_are_read(None)] == ["audit.E001"]


def test_a_timestamp_authority_without_its_ca_is_refused_at_the_start(settings):
    settings.TRAIL_ANCHORS = ["rfc3161+https://tsa.example/"]
    settings.TRAIL_TSA_CA = ""

    assert [found.id for found in addresses_are_read(None)] == ["audit.E002"]


def _said(message):
    head = re.match(r"<109>1 \d{4}-\d\d-\d\dT[\d:.]+Z \S+ muniment \d+ checkpoint - ", message)
    assert head is not None
    return json.loads(message[head.end() :])


def _written(folder, authority):
    path = folder / "server.pem"
    key = authority.key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(key + authority.certificate.public_bytes(serialization.Encoding.PEM))
    return path


class Receiver:
    """A stream receiver on the loopback that keeps what each connection sent."""

    def __init__(self, context=None):
        received = self.received = []

        class Handler(socketserver.BaseRequestHandler):
            def handle(self):
                try:
                    secured = context.wrap_socket(self.request, server_side=True) if context else self.request
                    with secured as opened:
                        data = b""
                        while part := opened.recv(65536):
                            data += part
                        received.append(data)
                        if context:
                            opened.unwrap()
                except OSError:
                    pass

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = False

    def __enter__(self):
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05})
        self.thread.start()
        return self.server.server_address[1], self.received

    def __exit__(self, *_):
        self.server.shutdown()
        self.thread.join()
        while select.select([self.server], [], [], 0)[0]:  # what connected just before
            self.server.handle_request()
        self.server.server_close()
