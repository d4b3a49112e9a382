"""A sealed and anchored trail in a real database, and somebody who owns that database."""

import pytest
from django.utils import timezone

from audit import trail
from audit.anchoring import anchor_newest, anchored_notes
from audit.signing import trusted_keys
from audit.verification import trail_verify
from tests.database import owner as owner_cursor
from tests.factories.trail import everything_sealed


@pytest.fixture
def entries(transactional_db):
    """Ten entries, sealed under one checkpoint, which is anchored."""
    made = [trail.record("document.viewed", details={"page": n}) for n in range(10)]
    everything_sealed()
    anchor_newest(at=timezone.now())
    return made


@pytest.fixture
def superuser(entries):
    """The database's superuser, with every trigger switched off."""
    with owner_cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        yield cursor


@pytest.fixture
def findings():
    """Verify, and return the kinds of damage that were found."""

    def verify():
        result = trail_verify(keys=trusted_keys(), anchored=list(anchored_notes()))
        return {kind: finding.count for kind, finding in result.findings.items()}

    return verify


@pytest.fixture
def more():
    """Write entries and seal them."""

    def write(count, at=None):
        made = [trail.record("document.viewed", details={"more": n}) for n in range(count)]
        everything_sealed(at)
        return made

    return write
