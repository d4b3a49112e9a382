"""The S3-compatible store of anchors and archives, best under another account than that of the documents."""

from __future__ import annotations

from functools import cache
from typing import Any

import boto3
from botocore.config import Config
from django.conf import settings


@cache
def s3_client() -> Any:
    """Return the client of settings.TRAIL_S3; safe to share between threads."""
    known: dict[str, str] = settings.TRAIL_S3
    return boto3.client(
        "s3",
        endpoint_url=known["endpoint_url"] or None,
        region_name=known["region_name"] or None,
        aws_access_key_id=known["access_key"] or None,
        aws_secret_access_key=known["secret_key"] or None,
        config=Config(
            connect_timeout=5, read_timeout=60, retries={"total_max_attempts": 3}, max_pool_connections=16
        ),
    )


def key_under(prefix: str, name: str) -> str:
    """Return the key of an object under a prefix, which may be empty."""
    return f"{prefix}/{name}" if prefix else name
