"""Anchors as timestamps: an authority signs that a checkpoint was there at a time (RFC 3161)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import urllib3
from cryptography import x509
from django.conf import settings
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    VerificationError,
    Verifier,
    VerifierBuilder,
    decode_timestamp_response,
)

from audit.anchors.base import note_name
from audit.constants import AnchorKind
from audit.exceptions import ReceiptInvalid
from audit.models import Anchor, Checkpoint

_LARGEST = 64 * 1024  # a token with a whole chain has some 6 kB
_CLOCK = dt.timedelta(minutes=10)


class TimestampSink:
    """An authority over HTTP. Its answer is kept as it came, so that `openssl ts -verify` reads it, too.

    TLS is not needed for the token to hold: what it says is signed, and bound to our request by the nonce.
    """

    kind = AnchorKind.RFC3161

    def __init__(self, url: str) -> None:
        self._url = url
        self.address = f"rfc3161+{url.rstrip('/')}/"

    def put(self, checkpoint: Checkpoint) -> tuple[str, bytes]:
        """Have the note timestamped; return the authority's answer, verified.

        Raises:
            ReceiptInvalid: the answer is about something else, stale, or not from the configured authority.
        """
        builder = TimestampRequestBuilder().data(checkpoint.note.encode())
        request = (
            builder.hash_algorithm(HashAlgorithm.SHA256)
            .nonce(nonce=True)
            .cert_request(cert_request=True)
            .build()
        )
        answer = self._ask(request.as_bytes())
        stamped_at = _stamp_check(answer, checkpoint.note, request.nonce)
        if abs(stamped_at - dt.datetime.now(dt.UTC)) > _CLOCK:
            raise ReceiptInvalid(f"The authority's time {stamped_at.isoformat()} is far from ours.")
        return f"{self.address}{note_name(checkpoint)}", answer

    def notes(self) -> Iterator[str]:
        """Yield nothing: an authority keeps nothing, its receipts lie beside the checkpoints."""
        return iter(())

    def receipt_check(self, anchor: Anchor) -> None:
        """Verify the token that is kept; a rewritten checkpoint is not what was stamped."""
        _stamp_check(bytes(anchor.receipt), anchor.checkpoint.note, None)

    def _ask(self, request: bytes) -> bytes:
        with urllib3.PoolManager(timeout=urllib3.Timeout(connect=5, read=15), retries=False) as pool:
            answer = pool.request(
                "POST",
                self._url,
                body=request,
                headers={"Content-Type": "application/timestamp-query"},
                redirect=False,
                preload_content=False,
            )
            body = answer.read(_LARGEST + 1)
            answer.release_conn()
        if answer.status != 200 or len(body) > _LARGEST:
            raise ReceiptInvalid(f"The timestamp authority answered {answer.status}, {len(body)} bytes.")
        return body


def _stamp_check(answer: bytes, note: str, nonce: int | None) -> dt.datetime:
    """Verify status, signature, chain, nonce and message imprint of an answer; return the time it states."""
    try:
        response = decode_timestamp_response(answer)
        _verifier(settings.TRAIL_TSA_CA, nonce).verify_message(response, note.encode())
    except (VerificationError, ValueError, RuntimeError) as error:
        raise ReceiptInvalid(f"The timestamp does not hold: {error}") from error
    return response.tst_info.gen_time


def _verifier(path: str, nonce: int | None) -> Verifier:
    chain = _certificates(path)
    roots = [found for found in chain if found.issuer == found.subject]
    between = [found for found in chain if found.issuer != found.subject]
    return VerifierBuilder(roots=roots, intermediates=between, nonce=nonce).build()


@lru_cache(maxsize=4)
def _certificates(path: str) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(Path(path).read_bytes())
    except (OSError, ValueError) as error:
        raise ReceiptInvalid(f"TRAIL_TSA_CA {path!r} holds no certificates: {error}") from error
