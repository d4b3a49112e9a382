"""Seals the trail: gives entries their place in the Merkle tree and signs its state.

Entries are written without a lock and commit in any order. An entry is sealed once no transaction that runs
could still commit one before it: when its transaction number is below the snapshot's oldest running one.
Source: research on lock-free trails (16 clients, 5 ms of work: 2,502 inserts/s; 166 with a chain).
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from audit.canonical import COLUMNS_SQL, LEAF_HASH_SQL
from audit.exceptions import SealBroken
from audit.merkle import CompactRange, edge_root, hashes_of
from audit.models import Checkpoint, Node
from audit.signing import note_sign, trusted_keys
from audit.verifier import Head, Unproven, note_open

ROWS_PER_CHECKPOINT = 5_000
TILE = 8  # nodes are kept at heights 8, 16, 24 ...
_NOBODY = UUID(int=0)
_LOCK = "audit.sealing"

# An entry that an earlier life of this cluster wrote (a restored dump) may carry a number that is still to
# come: nothing that runs can have it. What has a leaf is never sealed again.
# What has a leaf already is passed over, found by a look into the index for each row: the planner believes
# that few entries wait and few leaves are there, and joins would take all leaves, or each row with each.
# For the same reason it would sort all that wait for each page: `_IN_ORDER` makes it walk the index.
# A second entry of one id is passed over too; verification tells of it.
# The database gives back one row, its hashes as one value: 5,000 rows took Python longer than the tree does.
_PAGE = f"""
WITH page AS MATERIALIZED (
    SELECT transaction_id, entry_id, entry_at, {LEAF_HASH_SQL} AS hash
    FROM (
        SELECT e.transaction_id, e.id AS entry_id, e.timestamp AS entry_at, {COLUMNS_SQL}
        FROM audit_logentry e
        WHERE (e.transaction_id, e.id) > (%(transaction)s::xid8, %(entry)s)
          AND (e.transaction_id < pg_snapshot_xmin(pg_current_snapshot())
               OR %(restored)s AND e.transaction_id >= pg_snapshot_xmax(pg_current_snapshot()))
        ORDER BY e.transaction_id, e.id
        LIMIT %(limit)s
    ) t
), told AS (
    SELECT page.*, leaf.is_there IS NULL AND 1 = row_number() OVER (
               PARTITION BY page.entry_id ORDER BY page.transaction_id, page.entry_at
           ) AS is_fresh
    FROM page LEFT JOIN LATERAL (
        SELECT true AS is_there FROM audit_leaf l WHERE l.entry_id = page.entry_id LIMIT 1
    ) leaf ON true
), fresh AS MATERIALIZED (
    SELECT told.*, row_number() OVER (ORDER BY transaction_id, entry_id) - 1 AS place
    FROM told WHERE is_fresh
), written AS (
    INSERT INTO audit_leaf (entry_id, entry_at, index, hash)
    SELECT entry_id, entry_at, %(size)s + place, hash FROM fresh
)
SELECT (SELECT count(*) FROM page), page.transaction_id::text, page.entry_id,
       (SELECT string_agg(hash, ''::bytea ORDER BY place) FROM fresh)
FROM page ORDER BY page.transaction_id DESC, page.entry_id DESC LIMIT 1
"""  # noqa: S608 - the columns are ours
# A server with a JIT compiler would compile this anew for each page.
_IN_ORDER = "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL jit = off"


@dataclass(frozen=True, slots=True)
class Sealed:
    """What one run did."""

    count: int
    checkpoints: int
    is_busy: bool = False  # another sealer held the lock


def seal(*, at: Callable[[], dt.datetime], seconds: float = 60.0) -> Sealed:
    """Seal what can be sealed, in checkpoints of at most 5,000 entries, for about `seconds` at most.

    Args:
        at: gives the time that each checkpoint carries.
        seconds: after which the next run goes on.

    Raises:
        TrailKeyMissing: the signing key cannot be read; nothing was sealed.
        SealBroken: the newest checkpoint is not what was signed; nothing is built on it.
    """
    count = checkpoints = 0
    place: _Place | None = None
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with transaction.atomic():
            if not _is_alone():
                return Sealed(count, checkpoints, is_busy=True)
            last = Checkpoint.objects.order_by("-size").first()
            if place is None or not place.is_behind(last):
                place = _Place.after(last)
            _whole(last)
            place, seen, sealed = _page_seal(place, last, at())
        count, checkpoints = count + sealed, checkpoints + bool(sealed)
        if seen < ROWS_PER_CHECKPOINT:
            break
    return Sealed(count, checkpoints)


def _whole(last: Checkpoint | None) -> None:
    """Check what the tree goes on from: who can write a row here must not have his tree signed by our key."""
    if last is None:
        return
    try:
        head = Head.parse(note_open(last.note, trusted_keys()))
    except Unproven as error:
        raise SealBroken(f"The checkpoint of {last.size} entries: {error}") from error
    stored = (last.size, bytes(last.root))
    if (head.size, head.root) != stored or edge_root(last.size, bytes(last.edge)) != head.root:
        raise SealBroken(f"The checkpoint of {last.size} entries is not what was signed.")


def cluster_id() -> int:
    """Return what tells this database cluster from one that it was restored into."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT system_identifier FROM pg_control_system()")
        return int(cursor.fetchone()[0])


def _is_alone() -> bool:
    """Take the lock that ends with this transaction; False where another sealer has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s))", [_LOCK])
        return bool(cursor.fetchone()[0])


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the order of sealing stands: behind this entry of this transaction, at this checkpoint.

    In a cluster that was restored from a dump, transaction numbers start anew: until everything from before
    has its leaf, the order starts from nothing, and checkpoints go on naming the cluster they came from.
    """

    transaction: str
    entry: UUID
    checkpoint: UUID | None
    oldest_running: str
    cluster: int
    is_restored: bool = False

    @classmethod
    def after(cls, last: Checkpoint | None) -> _Place:
        """Return the place behind a checkpoint."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text")
            oldest = cursor.fetchone()[0]
        cluster = cluster_id()
        if last is not None and last.cluster == cluster:
            return cls(last.sealed_to, last.sealed_entry, last.pk, oldest, cluster)
        is_restored = last is not None or _has_foreign_numbers()
        return cls("0", _NOBODY, last.pk if last else None, oldest, cluster, is_restored)

    def is_behind(self, last: Checkpoint | None) -> bool:
        """Tell whether no other sealer has gone on since."""
        return self.checkpoint == (last.pk if last else None)

    def page_write(self, size: int) -> tuple[_Place, int, bytes]:
        """Give the next entries their leaves; return the place behind them, their number, and new hashes.

        An entry that had its leaf already is counted and gives no hash.
        """
        with connection.cursor() as cursor:
            cursor.execute(_IN_ORDER)
            cursor.execute(
                _PAGE,
                {
                    "transaction": self.transaction,
                    "entry": self.entry,
                    "limit": ROWS_PER_CHECKPOINT,
                    "size": size,
                    "restored": self.is_restored,
                },
            )
            found = cursor.fetchone()
        if found is None:
            return self, 0, b""
        count, transaction_id, entry, hashes = found
        return replace(self, transaction=transaction_id, entry=entry), count, bytes(hashes or b"")


def _has_foreign_numbers() -> bool:
    """Tell whether there are entries of transactions that this cluster has not had."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM audit_logentry "
            "WHERE transaction_id >= pg_snapshot_xmax(pg_current_snapshot()))"
        )
        return bool(cursor.fetchone()[0])


def _page_seal(place: _Place, last: Checkpoint | None, at: dt.datetime) -> tuple[_Place, int, int]:
    """Seal the next page; return the place behind it, its length, and how many of it were sealed."""
    tree = CompactRange(last.size, hashes_of(bytes(last.edge))) if last else CompactRange()
    place, seen, found = place.page_write(tree.size)
    if not found:
        return place, seen, 0
    hashes = hashes_of(found)
    _tree_grow(tree, hashes)
    head = Head(settings.TRAIL_ORIGIN, tree.size, tree.root(), (f"time {at.isoformat()}",))
    made = Checkpoint.objects.create(
        size=tree.size,
        count=len(hashes),
        root=tree.root(),
        edge=b"".join(tree.edge),
        note=note_sign(head.text()),
        previous=last,
        created_at=at,
        **_kept(place, last, is_last=seen < ROWS_PER_CHECKPOINT),
    )
    return replace(place, checkpoint=made.pk), seen, len(hashes)


def _kept(place: _Place, last: Checkpoint | None, *, is_last: bool) -> dict[str, Any]:
    """Return the columns of a checkpoint that tell the next run where to go on."""
    if not place.is_restored:
        return {"sealed_to": place.transaction, "sealed_entry": place.entry, "cluster": place.cluster}
    if not is_last:
        return {"sealed_to": "0", "sealed_entry": _NOBODY, "cluster": last.cluster if last else 0}
    return {"sealed_to": place.oldest_running, "sealed_entry": _NOBODY, "cluster": place.cluster}


def _tree_grow(tree: CompactRange, hashes: list[bytes]) -> None:
    """Append leaves to the tree and keep the nodes that proofs are put together from."""
    made = tree.extend(hashes, heights=lambda height: height % TILE == 0)
    Node.objects.bulk_create([Node(height=height, index=index, hash=found) for height, index, found in made])
