"""Enumerations of the trail."""

from django.db import models


class AnchorKind(models.TextChoices):
    """Where a checkpoint is kept besides this database."""

    FILE = "file", "a file"
    S3 = "s3", "an S3 bucket with object lock"
    RFC3161 = "rfc3161", "a timestamp authority (RFC 3161)"
    SYSLOG = "syslog", "syslog or a SIEM"
