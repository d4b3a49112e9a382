"""Enumerations of the trail."""

from django.db import models

# How long the law wants the longest-kept records that the trail speaks of. Source: Companies Act 71 of 2008
# section 24 (seven years); the five years of FICA section 23 and the Tax Administration Act lie within.
LEGAL_YEARS = 7
# A shorter period starts so many days after it was set: time to see it and to place holds.
SHORTER_AFTER_DAYS = 30


class AnchorKind(models.TextChoices):
    """Where a checkpoint is kept besides this database."""

    FILE = "file", "a file"
    S3 = "s3", "an S3 bucket with object lock"
    RFC3161 = "rfc3161", "a timestamp authority (RFC 3161)"
    SYSLOG = "syslog", "syslog or a SIEM"


class ReviewRule(models.TextChoices):
    """What the daily review looks for."""

    VOLUME = "volume", "unusual volume"
    OUT_OF_HOURS = "out_of_hours", "reads out of hours"
    DENIED = "denied", "refused attempts in a row"
    GLASS = "glass", "broken glass"
    EXPORT = "export", "exports"
    SIGN_INS = "sign_ins", "failed sign-ins"
    REPLAY = "replay", "a refresh token shown twice"
    TRAIL = "trail", "the trail did not verify"
    UNRECORDED = "unrecorded", "changes that nobody recorded"
    UNWATCHED = "unwatched", "a table that is not watched"


# Found at any hour by what holds the database against the trail, and as often as it happens.
RECONCILED = (ReviewRule.UNRECORDED, ReviewRule.UNWATCHED)


class FindingState(models.TextChoices):
    """Whether somebody has answered for a finding."""

    OPEN = "open", "open"
    SIGNED_OFF = "signed_off", "signed off"
