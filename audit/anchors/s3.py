"""Anchors as objects of an S3 bucket under Object Lock: nobody, not even its owner, removes them in time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from audit.anchors.base import note_name
from audit.constants import AnchorKind
from audit.models import Anchor, Checkpoint
from audit.s3 import key_under, s3_client
from audit.selectors import keep_until

_AT_ONCE = 16


class S3Sink:
    """A bucket with Object Lock; it refuses the object where the lock is not switched on."""

    kind = AnchorKind.S3

    def __init__(self, bucket: str, prefix: str) -> None:
        self._bucket = bucket
        self._prefix = prefix
        self.address = f"s3://{key_under(bucket, prefix)}/" if prefix else f"s3://{bucket}/"

    def put(self, checkpoint: Checkpoint) -> tuple[str, bytes]:
        """Write the note, locked in compliance mode for as long as the rule keeps entries."""
        key = key_under(self._prefix, note_name(checkpoint))
        answer = s3_client().put_object(
            Bucket=self._bucket,
            Key=key,
            Body=checkpoint.note.encode(),
            ContentType="text/plain; charset=utf-8",
            ChecksumAlgorithm="SHA256",  # a put under Object Lock needs a checksum
            ObjectLockMode="COMPLIANCE",
            ObjectLockRetainUntilDate=keep_until(checkpoint.created_at),
        )
        receipt = {"version": answer.get("VersionId", ""), "etag": answer.get("ETag", "").strip('"')}
        return f"s3://{self._bucket}/{key}", json.dumps(receipt).encode()

    def notes(self) -> Iterator[str]:
        """Yield every version of every note: neither one put over another nor a deletion hides it."""
        pages = s3_client().get_paginator("list_object_versions")
        prefix = key_under(self._prefix, "checkpoint-")
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            for page in pages.paginate(Bucket=self._bucket, Prefix=prefix):
                kept = [(found["Key"], found["VersionId"]) for found in page.get("Versions", ())]
                yield from pool.map(self._fetch, kept)

    def receipt_check(self, anchor: Anchor) -> None:
        """Reading the notes back says more than the version that was given for them."""

    def _fetch(self, kept: tuple[str, str]) -> str:
        key, version = kept
        found = s3_client().get_object(Bucket=self._bucket, Key=key, VersionId=version)
        text: bytes = found["Body"].read()
        return text.decode()
