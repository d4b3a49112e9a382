"""Verifies the trail where it lies: every row against its leaf, the leaves against every signed checkpoint.

What a database superuser can do (switch triggers off, change rows, rewrite leaves) shows here: neither
the key nor the anchors are in the database. `audit/verifier.py` does the same offline for an export.
"""

from __future__ import annotations

import datetime as dt
import uuid
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from django.db import connection, transaction

from audit.canonical import COLUMNS_SQL, LEAF_BYTES_SQL
from audit.merkle import CompactRange, edge_root
from audit.models import Checkpoint, DroppedMonth, Node
from audit.protection import damage
from audit.sealing import TILE, cluster_id
from audit.verifier import Head, NoteKey, Unproven, note_open

_PAGE = 10_000
_SHOWN = 20  # of each kind; the rest is counted
_CLOCK = dt.timedelta(minutes=15)  # longer than any transaction of ours stays open
_EVER, _NEVER = dt.datetime(1, 1, 1, tzinfo=dt.UTC), dt.datetime(9999, 12, 31, tzinfo=dt.UTC)
_TABLE = "audit_logentry"
# The text of each row comes from the database as it is stored, and is hashed here.
_LEAVES = f"""
SELECT index, hash, entry_id::text, entry_at, CASE WHEN id IS NOT NULL THEN {LEAF_BYTES_SQL} END
FROM (
    SELECT l.index, l.entry_id, l.hash, l.entry_at, {COLUMNS_SQL}
    FROM audit_leaf l LEFT JOIN {_TABLE} e ON e.id = l.entry_id AND e.timestamp = l.entry_at
    ORDER BY l.index OFFSET 0
) t
"""  # noqa: S608 - the columns are ours
# Index, stored hash, entry, when the entry was made, and its text; None where it is gone.
_Leaf = tuple[int, bytes, str, dt.datetime, bytes | None]


@dataclass(slots=True)
class Finding:
    """One kind of damage: what it is, in a sentence, and the first entries it was seen at."""

    kind: str
    sentence: str
    places: list[str] = field(default_factory=list)
    count: int = 0

    def add(self, place: str) -> None:
        """Count one place."""
        self.count += 1
        if len(self.places) < _SHOWN:
            self.places.append(place)

    def __str__(self) -> str:
        more = f" and {self.count - len(self.places)} more" if self.count > len(self.places) else ""
        return f"{self.kind}: {self.sentence} ({', '.join(self.places)}{more})"


_KINDS = {
    "edited": "an entry is not what was sealed",
    "deleted": "a sealed entry is gone",
    "inserted": "an entry was put behind the seal, or was not sealed in its turn",
    "reordered": "the leaves do not lead to a signed root: one was changed, moved or removed",
    "node": "a kept node is not the hash of its leaves",
    "signature": "a checkpoint was not signed by a key this installation trusts",
    "rewound": "an anchor knows a later or another history",
    "month": "a month of the trail is missing or was taken out",
    "silent": "an anchor cannot be read back, so nothing was compared with it",
    "receipt": "an anchor's receipt does not belong to the checkpoint that is here",
    "trigger": "a table of the trail is not protected against change",
    "clock": "an entry carries a time long before or after the checkpoints around it",
}


@dataclass(slots=True)
class Verification:
    """What was checked, and what was found."""

    entries: int = 0
    unsealed: int = 0
    dropped: int = 0  # went with their month, as the rule wants it
    checkpoints: int = 0
    anchors: int = 0
    last: Checkpoint | None = None
    findings: dict[str, Finding] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Tell whether nothing was found."""
        return not self.findings

    def found(self, kind: str, place: str) -> None:
        """Note a finding."""
        self.findings.setdefault(kind, Finding(kind, _KINDS[kind])).add(place)


def trail_verify(
    *,
    keys: Iterable[NoteKey],
    anchored: Iterable[str] = (),
    progress: Callable[[int], object] = lambda _: None,
) -> Verification:
    """Check the whole trail.

    Args:
        keys: whose signatures are believed.
        anchored: checkpoints as the anchors hold them, as signed notes.
        progress: is told how many entries were read since it was told last.
    """
    result = Verification()
    trusted = list(keys)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        heads = _heads(result, trusted)
        _leaves(result, heads, progress)
        _unsealed(result)
        _anchors(result, anchored, trusted, heads)
        for kind, place in damage():
            result.found(kind, place)
    return result


@dataclass(frozen=True, slots=True)
class _Heads:
    """The signed states of the tree: root and time by size."""

    roots: dict[int, bytes]
    times: dict[int, dt.datetime]


def _heads(result: Verification, trusted: list[NoteKey]) -> _Heads:
    heads = _Heads({}, {})
    for checkpoint in Checkpoint.objects.order_by("size").iterator():
        result.checkpoints += 1
        result.last = checkpoint
        try:
            head = Head.parse(note_open(checkpoint.note, trusted))
        except Unproven as error:
            result.found("signature", f"checkpoint of {checkpoint.size}: {error}")
            continue
        edge = bytes(checkpoint.edge)
        told = (checkpoint.size, bytes(checkpoint.root), (f"time {checkpoint.created_at.isoformat()}",))
        if (head.size, head.root, head.more) != told or edge_root(head.size, edge) != head.root:
            result.found("signature", f"checkpoint of {checkpoint.size} is stored as another than was signed")
        heads.roots[head.size] = head.root
        heads.times[head.size] = _time_of(head) or checkpoint.created_at
    return heads


def _time_of(head: Head) -> dt.datetime | None:
    """Return the time that was signed."""
    try:
        return dt.datetime.fromisoformat(head.more[0].removeprefix("time "))
    except (IndexError, ValueError):
        return None


def _leaves(result: Verification, heads: _Heads, progress: Callable[[int], object]) -> None:
    """Hash every row again, grow the tree again, and hold it against each signed root."""
    regrown = _Regrown(result, heads)
    dropped = set(DroppedMonth.objects.values_list("month", flat=True))
    for page in _pages(_LEAVES):
        for leaf in page:
            _, stored, _, entry_at, row = leaf
            if row is None and entry_at.date().replace(day=1) in dropped:
                result.dropped += 1
            elif row is None:
                result.found("deleted", _place(leaf))
            elif sha256(b"\x00" + row).digest() != stored:
                result.found("edited", _place(leaf))
        regrown.extend(page)
        result.entries += len(page)
        progress(len(page))
    regrown.finish()


def _place(leaf: _Leaf) -> str:
    return f"leaf {leaf[0]}, entry {leaf[2]}"


class _Regrown:
    """The tree as the stored leaves give it; the first root that differs from a signed one is told."""

    def __init__(self, result: Verification, heads: _Heads) -> None:
        self._result = result
        self._heads = heads
        self._tree = CompactRange()
        self._nodes: dict[tuple[int, int], bytes] = {}
        self._is_whole = True
        self._sealed_before: dt.datetime | None = None
        self._sizes = sorted(heads.times)

    def extend(self, page: Sequence[_Leaf]) -> None:
        """Take the next stored leaves, from one checkpoint to the next."""
        start = 0
        while start < len(page):
            size = self._tree.size
            following = bisect_right(self._sizes, size)
            end = start + self._sizes[following] - size if following < len(self._sizes) else len(page)
            part = page[start:end]
            self._look(part)
            self._nodes |= {
                (height, index): found
                for height, index, found in self._tree.extend(
                    [leaf[1] for leaf in part], lambda height: height % TILE == 0
                )
            }
            self._checkpoint()
            start = end

    def _look(self, part: Sequence[_Leaf]) -> None:
        """Look whether the leaves follow each other, and came when they say."""
        for expected, leaf in enumerate(part, self._tree.size):
            if leaf[0] != expected:
                self._broken(f"leaf {expected} is missing")
                break
        oldest = self._sealed_before - _CLOCK if self._sealed_before else _EVER
        following = bisect_right(self._sizes, self._tree.size)
        is_signed = following < len(self._sizes)
        newest = self._heads.times[self._sizes[following]] + _CLOCK if is_signed else _NEVER
        for leaf in part:
            if not oldest <= leaf[3] <= newest:
                self._result.found("clock", _place(leaf))

    def _checkpoint(self) -> None:
        """Hold the tree against the root that was signed of this size."""
        size = self._tree.size
        if size in self._heads.roots:
            self._sealed_before = self._heads.times[size]
            if self._heads.roots[size] != self._tree.root():
                self._broken(f"at the checkpoint of {size}")

    def finish(self) -> None:
        """Look at the end of the tree, and at the kept nodes."""
        last = max(self._heads.roots, default=0)
        if last > self._tree.size:
            self._broken(f"leaves {self._tree.size} to {last - 1} are missing")
        stored = dict(_stored_nodes())
        for height, index in sorted(self._nodes.keys() | stored.keys()):
            if self._nodes.get((height, index)) != stored.get((height, index)):
                self._result.found("node", f"height {height}, index {index}")

    def _broken(self, place: str) -> None:
        """Tell the first break only: everything behind it differs, too."""
        if self._is_whole:
            self._result.found("reordered", place)
        self._is_whole = False


def _stored_nodes() -> Iterator[tuple[tuple[int, int], bytes]]:
    for height, index, stored in Node.objects.order_by("height", "index").values_list(
        "height", "index", "hash"
    ):
        yield (height, index), bytes(stored)


def _pages(sql: str) -> Iterator[list[_Leaf]]:
    """Yield rows, a page at a time, as the database holds values: no text of theirs is read."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL cursor_tuple_fraction = 1; SET LOCAL jit = off")  # all of it is wanted
    with connection.connection.cursor("trail_leaves", binary=True) as cursor:
        cursor.execute(sql)
        while page := cursor.fetchmany(_PAGE):
            yield page


def _unsealed(result: Verification) -> None:
    """Find entries without a leaf: those behind the seal are forged, the others wait."""
    last = result.last
    is_here = last is not None and last.cluster == cluster_id()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT e.id::text, (e.transaction_id, e.id) <= (%s::xid8, %s) OR %s "  # noqa: S608 - ours
            f"AND e.transaction_id >= pg_snapshot_xmax(pg_current_snapshot()) FROM {_TABLE} e "
            "LEFT JOIN audit_leaf l ON l.entry_id = e.id AND l.entry_at = e.timestamp "
            "WHERE l.entry_id IS NULL",
            [
                last.sealed_to if last and is_here else "0",
                last.sealed_entry if last else uuid.UUID(int=0),
                is_here,
            ],
        )
        for entry_id, is_behind in cursor.fetchall():
            result.unsealed += 1
            if is_behind:
                result.found("inserted", f"entry {entry_id}")


def _anchors(result: Verification, anchored: Iterable[str], trusted: list[NoteKey], heads: _Heads) -> None:
    for note in anchored:
        result.anchors += 1
        try:
            head = Head.parse(note_open(note, trusted))
        except Unproven as error:
            result.found("signature", f"an anchor: {error}")
            continue
        if heads.roots.get(head.size) != head.root:
            result.found("rewound", f"an anchored checkpoint of {head.size} is not the one that is here")
