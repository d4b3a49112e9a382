"""Where archives of the trail lie: a folder, best on another machine's disk, or an S3 bucket."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from botocore.exceptions import ClientError
from django.conf import settings

from audit.exceptions import ArchiveInvalid
from audit.s3 import key_under, s3_client

_TAKES = "file:/folder or s3://bucket/prefix"


class ArchiveStore(Protocol):
    """Keeps files under names that are never given twice."""

    def put(self, source: Path, name: str, keep_until: dt.datetime) -> str:
        """Keep a file; return its place."""

    def fetch(self, place: str, target: Path) -> None:
        """Copy what lies at a place back into a local file."""


def archive_store() -> ArchiveStore:
    """Return the store of settings.TRAIL_ARCHIVES.

    Raises:
        ArchiveInvalid: none is configured.
    """
    if not settings.TRAIL_ARCHIVES:
        raise ArchiveInvalid(f"TRAIL_ARCHIVES is not set; it takes {_TAKES}.")
    return store_at(settings.TRAIL_ARCHIVES)


def store_at(address: str) -> ArchiveStore:
    """Return the store of an address.

    Raises:
        ValueError: it is of no kind that is known.
    """
    parts = urlsplit(address)
    if parts.scheme == "file" and parts.path:
        return FolderStore(Path(parts.path))
    if parts.scheme == "s3" and parts.netloc:
        return BucketStore(parts.netloc, parts.path.strip("/"))
    raise ValueError(f"TRAIL_ARCHIVES names {address!r}; it takes {_TAKES}.")


class FolderStore:
    """A folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, source: Path, name: str, keep_until: dt.datetime) -> str:
        """Copy a file in, through to the disk; a folder cannot promise until when."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self._folder / name
        draft = path.with_name(f".{name}.{os.getpid()}")
        with source.open("rb") as given, draft.open("wb") as file:
            shutil.copyfileobj(given, file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        return f"file:{path}"

    def fetch(self, place: str, target: Path) -> None:
        """Copy a file out."""
        shutil.copyfile(urlsplit(place).path, target)


class BucketStore:
    """A bucket; where it has Object Lock, an archive is locked as long as the rule keeps its entries."""

    def __init__(self, bucket: str, prefix: str) -> None:
        self._bucket = bucket
        self._prefix = prefix

    def put(self, source: Path, name: str, keep_until: dt.datetime) -> str:
        """Upload a file."""
        key = key_under(self._prefix, name)
        more: dict[str, Any] = {"ContentType": "application/zip", "ChecksumAlgorithm": "SHA256"}
        if self._is_locking():
            more |= {"ObjectLockMode": "COMPLIANCE", "ObjectLockRetainUntilDate": keep_until}
        s3_client().upload_file(str(source), self._bucket, key, ExtraArgs=more)
        return f"s3://{self._bucket}/{key}"

    def fetch(self, place: str, target: Path) -> None:
        """Download a file."""
        parts = urlsplit(place)
        s3_client().download_file(parts.netloc, parts.path.lstrip("/"), str(target))

    def _is_locking(self) -> bool:
        try:
            s3_client().get_object_lock_configuration(Bucket=self._bucket)
        except ClientError as error:
            if error.response["Error"]["Code"] == "ObjectLockConfigurationNotFoundError":
                return False
            raise
        return True
