#!/usr/bin/env python3
"""Verifies an exported trail offline; needs Python 3.11 and `cryptography`, nothing of Muniment.

    python verifier.py PACKAGE.zip [--key NAME+HASH+BASE64] [--anchors FILE ...]

It says in words what is proven: every file is the one the manifest names; the key signed manifest and
checkpoint; every event, hashed again, is a leaf of the signed tree; no leaf between the first and the last is
missing; the tree only grew since earlier checkpoints. What cannot be known from a package it says, too.

Take this program and the key from elsewhere than the package: what comes with it can be made to agree.

Source: RFC 6962 section 2.1 (tree), C2SP signed-note and tlog-checkpoint (signatures).
"""

from __future__ import annotations

import argparse
import base64
import csv
import datetime as dt
import hashlib
import io
import json
import re
import sys
import zipfile
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, zip_longest
from operator import itemgetter
from pathlib import Path
from typing import IO, TypeVar, cast

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMAT = "muniment-trail-1"
LEAF_VERSION = "muniment-leaf-1"
# Every column of an event, in the order in which its leaf is hashed. A value is text, or None.
_NAMES = """
    id timestamp event action interface purpose actor_id session_id content_type_id object_pk object_id
    object_repr subject_refs count changes changes_text additional_data serialized_data request_id
    remote_addr remote_port
"""
COLUMNS = tuple(_NAMES.split())
_columns_of = itemgetter(*COLUMNS)
_ALG_ED25519 = b"\x01"
_SIGNATURE = re.compile("\u2014 ([^ +]+) ((?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)")
_WHOLE = 64 << 20  # bytes of the largest file, or line, that is read at once
_Found = TypeVar("_Found")


class Unproven(Exception):
    """Something does not hold; the message says what. Every check here raises it."""


def leaf_bytes(values: Sequence[str | None]) -> bytes:
    """Return what is hashed: the columns as `COLUMNS` orders them, each with its length before it."""
    parts = ["-" if v is None else f"{len(v) if v.isascii() else len(v.encode())}:{v}" for v in values]
    return "\n".join((LEAF_VERSION, *parts)).encode()


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf (RFC 6962: a zero byte before it)."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node (RFC 6962: a one byte before its children)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def split(start: int, end: int) -> int:
    """Return where RFC 6962 divides leaves [start, end): at the largest power of two below their number."""
    return start + (1 << (end - start - 1).bit_length() - 1)


@dataclass(frozen=True, slots=True)
class Proof:
    """Some leaves, and the subtrees around them: enough to compute the root again.

    `leaves` holds (index, hash), rising; `nodes` the hash of each subtree [start, end) without any of them.
    """

    leaves: Sequence[tuple[int, bytes]]
    nodes: Mapping[tuple[int, int], bytes]

    def root(self, size: int) -> bytes:
        """Return the root of the tree of `size` leaves."""
        if any(a[0] >= b[0] for a, b in pairwise(self.leaves)):
            raise Unproven("The events are not in the order of their leaves.")
        if self.leaves and not 0 <= self.leaves[0][0] <= self.leaves[-1][0] < size:
            raise Unproven(f"There is no leaf {self.leaves[-1][0]} in a tree of {size}.")
        return self._root(0, size, 0, len(self.leaves)) if size else hashlib.sha256().digest()

    def _root(self, start: int, end: int, first: int, last: int) -> bytes:
        if first == last:
            if (start, end) not in self.nodes:
                raise Unproven(f"The proof lacks the subtree of leaves {start} to {end - 1}.")
            return self.nodes[start, end]
        if end - start == last - first:
            level = [leaf[1] for leaf in self.leaves[first:last]]
            while len(level) > 1:  # none is missing: level by level, and who has no neighbour goes up alone
                pairs = zip(level[::2], level[1::2], strict=False)
                level = [*(node_hash(left, right) for left, right in pairs), *level[len(level) & ~1 :]]
            return level[0]
        middle = split(start, end)
        cut = bisect_left(self.leaves, middle, first, last, key=lambda leaf: leaf[0])
        return node_hash(self._root(start, middle, first, cut), self._root(middle, end, cut, last))


def consistency_check(old: tuple[int, bytes], new: tuple[int, bytes], path: Sequence[bytes]) -> None:
    """Check by a path (RFC 6962 section 2.1.2) that the tree `new` (size, root) begins with all of `old`."""
    (old_size, old_root), (new_size, new_root) = old, new
    steps = list(path)

    def walk(start: int, end: int) -> tuple[bytes, bytes]:
        """Return the hash of this node in the old tree and in the new one."""
        if end == old_size:
            same = _next(steps) if start else old_root
            return same, same
        middle = split(start, end)
        other = _next(steps)
        if old_size <= middle:
            before, after = walk(start, middle)
            return before, node_hash(after, other)
        before, after = walk(middle, end)
        return node_hash(other, before), node_hash(other, after)

    if not 0 < old_size <= new_size:
        raise Unproven(f"A tree of {new_size} cannot have grown from one of {old_size}.")
    if _whole(walk(0, new_size), steps) != (old_root, new_root):
        raise Unproven("The new tree does not contain the old one: history was rewritten.")


def _next(steps: list[bytes]) -> bytes:
    if not steps:
        raise Unproven("The path is too short.")
    return steps.pop()


def _whole(found: _Found, steps: list[bytes]) -> _Found:
    if steps:
        raise Unproven("The path is too long.")
    return found


@dataclass(frozen=True, slots=True)
class NoteKey:
    """A key that signs notes: `name+hash+base64`, as C2SP signed-note writes it."""

    name: str
    key_id: bytes
    public: bytes

    @classmethod
    def of(cls, name: str, public: bytes) -> NoteKey:
        """Return the key of this name with these 32 public bytes."""
        digest = hashlib.sha256(name.encode() + b"\n" + _ALG_ED25519 + public).digest()
        return cls(name, digest[:4], public)

    @classmethod
    def parse(cls, text: str) -> NoteKey:
        """Read a key."""
        name, _, rest = text.strip().partition("+")
        key_hash, _, encoded = rest.partition("+")
        try:
            raw = base64.b64decode(encoded, validate=True)
        except ValueError as error:
            raise Unproven("The public key is not written as name+hash+base64.") from error
        key = cls.of(name, raw[1:])
        if raw[:1] != _ALG_ED25519 or len(raw) != 33 or key.key_id.hex() != key_hash:
            raise Unproven("The public key does not match its own hash.")
        return key

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(_ALG_ED25519 + self.public).decode()}"


def note_open(note: str, keys: Sequence[NoteKey]) -> str:
    """Return the text of a note that one of these keys signed, with its last newline."""
    text, _, signatures = note.rpartition("\n\n")
    text += "\n"
    lines = [_SIGNATURE.fullmatch(line) for line in signatures.removesuffix("\n").split("\n")]
    if not all(lines):
        raise Unproven("A signature is not written as one of a signed note is.")
    signed = [(line[1], base64.b64decode(line[2])) for line in lines if line]
    for name, raw in signed:
        for key in keys:
            if (name, raw[:4]) == (key.name, key.key_id):
                try:
                    Ed25519PublicKey.from_public_bytes(key.public).verify(raw[4:], text.encode())
                except InvalidSignature as error:
                    raise Unproven(f"A signature of {name} does not hold: the text was changed.") from error
                return text
    raise Unproven("It is signed by none of the keys you trust.")


@dataclass(frozen=True, slots=True)
class Head:
    """What a checkpoint says: the tree of this origin had this many leaves and this root."""

    origin: str
    size: int
    root: bytes
    more: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str) -> Head:
        """Read the text of a checkpoint."""
        try:
            origin, size, root, *more = text.removesuffix("\n").split("\n")
            head = cls(origin, int(size), base64.b64decode(root, validate=True), tuple(more))
        except ValueError as error:
            raise Unproven("The checkpoint is not origin, size and root, a line each.") from error
        if head.size < 0 or len(head.root) != 32 or head.text() != text:
            raise Unproven("The checkpoint is not written as one is.")
        return head

    def text(self) -> str:
        """Return what is signed."""
        return "\n".join([self.origin, str(self.size), base64.b64encode(self.root).decode(), *self.more, ""])


@dataclass(slots=True)
class Report:
    """What was found, in sentences."""

    proven: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    is_key_yours: bool = True  # not one that came with the package

    def text(self) -> str:
        """Return the report for a person."""
        good = "PROVEN, as far as said below." if self.is_key_yours else "HOLDS TOGETHER. Compare the key."
        lines = ["NOT PROVEN: something does not hold." if self.broken else good]
        held = "Proven" if self.is_key_yours else "Proven if the key is the right one"
        for title, found in (("Broken", self.broken), (held, self.proven), ("Not known", self.unknown)):
            lines += ["", f"{title}:", *(f"  - {sentence}" for sentence in found)] if found else []
        return "\n".join(lines)


class Package:
    """The files of an exported zip. Nothing is unpacked."""

    def __init__(self, path: Path) -> None:
        self._zip = zipfile.ZipFile(path)
        names = self._zip.namelist()
        if len({name.casefold() for name in names}) < len(names):
            raise Unproven("Two files of the package have one name: programs differ in which one they show.")
        if odd := [n for n in names if n.startswith("/") or ".." in n or "\\" in n or ":" in n]:
            raise Unproven(f"{odd[0]!r} would be unpacked outside its folder.")

    def names(self) -> set[str]:
        """Return the names of all files."""
        return set(self._zip.namelist())

    def open(self, name: str) -> IO[bytes]:
        """Open a file."""
        try:
            return self._zip.open(name)
        except KeyError as error:
            raise Unproven(f"The package has no {name}.") from error

    def bytes(self, name: str) -> bytes:
        """Return a small file."""
        with self.open(name) as file:
            if len(found := file.read(_WHOLE + 1)) > _WHOLE:
                raise Unproven(f"{name} is too large.")
            return found

    def text(self, name: str) -> str:
        """Return a small file's text."""
        return self.bytes(name).decode()

    def digest(self, name: str) -> str:
        """Return the SHA-256 of a file."""
        return hashlib.file_digest(cast("io.BytesIO", self.open(name)), "sha256").hexdigest()

    def rows(self, name: str) -> Iterator[dict[str, str | None]]:
        """Yield the rows of an NDJSON file."""
        with self.open(name) as file:
            while line := file.readline(_WHOLE):
                if not line.endswith(b"\n"):
                    raise Unproven(f"{name} ends within a line, or has one that is too long.")
                yield json.loads(line.decode(), object_pairs_hook=_object)


def _object(pairs: list[tuple[str, _Found]]) -> dict[str, _Found]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Unproven("A name stands twice in one object: programs differ in which value they show.")
    return found


def package_verify(path: Path, *, keys: Sequence[NoteKey], anchors: Iterable[str] = ()) -> Report:
    """Check a package; see the head of this file.

    Args:
        path: the zip.
        keys: the keys you trust; without any, those that lie in the package, which proves less.
        anchors: checkpoints you kept or fetched from an anchor, as signed notes.
    """
    report = Report(is_key_yours=bool(keys))
    try:
        package = Package(path)
        held = keys or [NoteKey.parse(line) for line in package.text("keys.txt").splitlines()]
        if not keys:
            known = ", ".join(map(str, held))
            report.unknown.append(f"Whether the key is the right one: compare each, any can sign: {known}.")
        facts = _manifest(package, held, report)
        head = Head.parse(note_open(package.text("checkpoint.note"), held))
        leaves = _events(package, head, facts, report)
        _table(package, report)
        _history(package, held, head, report, anchors=anchors, leaves=leaves)
        _receipts(package, held, report)
    except Exception as error:  # noqa: BLE001 - whatever a forged file makes a parser do, it proves nothing
        report.broken.append(str(error) if isinstance(error, Unproven) else f"It cannot be read: {error!r}")
    return report


def _manifest(package: Package, keys: Sequence[NoteKey], report: Report) -> dict[str, object]:
    signed = note_open(package.text("manifest.note"), keys)
    if signed != f"{FORMAT} manifest\n{package.digest('manifest.json')}\n":
        raise Unproven("manifest.json is not the file that was signed.")
    manifest: dict[str, object] = json.loads(package.text("manifest.json"), object_pairs_hook=_object)
    files = manifest["files"]
    if not isinstance(files, dict):
        raise Unproven("manifest.json names no files.")
    for name, digest in files.items():
        if package.digest(name) != digest:
            raise Unproven(f"{name} is not the file that the manifest names: it was changed.")
    if extra := package.names() - set(files) - {"manifest.json", "manifest.note"}:
        raise Unproven(f"The manifest does not name {', '.join(sorted(extra))}: it was added.")
    report.proven.append(f"All {len(files)} files are as they were signed.")
    return manifest


def _events(
    package: Package, head: Head, facts: Mapping[str, object], report: Report
) -> list[tuple[int, bytes]]:
    leaves, unsealed = _leaves(package, _asked(facts))
    if (facts["events"], facts["tree_size"]) != (len(leaves) + unsealed, head.size):
        raise Unproven("The manifest gives other numbers of events than there are.")
    nodes = {
        (_index(str(node["start"])), _index(str(node["end"]))): bytes.fromhex(str(node["hash"]))
        for node in package.rows("nodes.ndjson")
    }
    if Proof(leaves, nodes).root(head.size) != head.root:
        raise Unproven("The events do not lead to the signed root: one was changed, added or moved.")
    report.proven.append(f"All {len(leaves)} sealed events are, to the letter, leaves of the signed tree.")
    if leaves and leaves[-1][0] - leaves[0][0] + 1 == len(leaves):
        report.proven.append(f"Between event {leaves[0][0]} and event {leaves[-1][0]} none is missing.")
    if rest := head.size - len(leaves):
        about = f", about {facts['subject']}" if facts["subject"] else ""
        asked = f"from {facts['since']} to before {facts['until']}{about}"
        report.unknown.append(
            f"What {rest} more events of the tree say: that none is {asked} is the word of who signed this."
        )
    if unsealed:
        report.unknown.append(f"{unsealed} events were not sealed yet: they can still have been changed.")
    return leaves


def _leaves(
    package: Package, fits: Callable[[Mapping[str, str | None]], bool]
) -> tuple[list[tuple[int, bytes]], int]:
    """Return place and hash of each sealed event, and how many are not sealed."""
    leaves: list[tuple[int, bytes]] = []
    unsealed = 0
    for row in package.rows("events.ndjson"):
        index = row.pop("leaf_index")
        if len(row) != len(COLUMNS) or not fits(row):
            raise Unproven(f"Event {row.get('id')} is not as the manifest says, or has what is not hashed.")
        leaf = leaf_hash(leaf_bytes(_columns_of(row)))
        if index is None:
            unsealed += 1
        else:
            leaves.append((_index(index), leaf))
    return leaves, unsealed


def _index(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise Unproven(f"{text!r} is no place in the tree.")
    return int(text)


def _asked(facts: Mapping[str, object]) -> Callable[[Mapping[str, str | None]], bool]:
    """Return the test whether an event is of the period, and about the person, that the manifest names."""
    since, until = (
        dt.datetime.fromisoformat(str(facts[end])).astimezone(dt.UTC).isoformat(timespec="microseconds")[:26]
        for end in ("since", "until")
    )
    subject = facts["subject"]

    def fits(row: Mapping[str, str | None]) -> bool:
        return since <= str(row["timestamp"])[:26] < until and (
            subject is None or str(subject) in str(row["subject_refs"])
        )

    return fits


def _table(package: Package, report: Report) -> None:
    """Hold the spreadsheet's file against the events: it is not hashed into the tree itself."""
    if "events.csv" not in package.names():
        return
    csv.field_size_limit(_WHOLE)
    names = ["leaf_index", *COLUMNS]
    with package.open("events.csv") as file:
        table = csv.reader(io.TextIOWrapper(file, "utf-8", newline=""), strict=True)
        is_same = next(table, None) == names
        for cells, row in zip_longest(table, package.rows("events.ndjson")):
            told = row and ["" if row[name] is None else f"'{row[name]}" for name in names]
            is_same = is_same and cells == told
    if not is_same:
        raise Unproven("events.csv does not say what events.ndjson says.")
    report.proven.append("events.csv says what events.ndjson says.")


def _history(
    package: Package,
    keys: Sequence[NoteKey],
    head: Head,
    report: Report,
    *,
    anchors: Iterable[str],
    leaves: Sequence[tuple[int, bytes]],
) -> None:
    heads = {head.size: head.root}
    for row in package.rows("history.ndjson"):
        old = Head.parse(note_open(str(row["note"]), keys))
        path = [bytes.fromhex(step) for step in str(row["path"]).split()]
        consistency_check((old.size, old.root), (head.size, head.root), path)
        heads[old.size] = old.root
    if earlier := len(heads) - 1:
        report.proven.append(f"The tree grew from {earlier} earlier checkpoints; nothing under them changed.")
    else:
        report.unknown.append("Whether it continues an earlier state: the package holds none.")
    kept = [Head.parse(note_open(note, keys)) for note in anchors]
    for one in kept:
        _compare(one, head, heads, leaves)
    if kept:
        report.proven.append(f"{len(kept)} checkpoints that you kept are part of this history.")
    else:
        report.unknown.append("Whether this is the only history: compare a checkpoint you or an anchor kept.")


def _compare(kept: Head, head: Head, heads: Mapping[int, bytes], leaves: Sequence[tuple[int, bytes]]) -> None:
    """Check that a checkpoint from elsewhere is of this history; what cannot be compared is not."""
    size = kept.size
    if size > head.size:
        raise Unproven(f"You hold a checkpoint of {size} events, the package ends at {head.size}.")
    root = heads.get(size)
    if root is None and len(leaves) >= size and leaves[size - 1][0] == size - 1:
        root = Proof(leaves[:size], {}).root(size)
    if root is None:
        raise Unproven(f"Your checkpoint of {size} events cannot be compared: no way to it is here.")
    if root != kept.root:
        raise Unproven(f"Your checkpoint of {size} events has another root: history was rewritten.")


def _receipts(package: Package, keys: Sequence[NoteKey], report: Report) -> None:
    stamps = sorted(name for name in package.names() if name.endswith(".tsr"))
    for name in stamps:
        note = note_open(whole := package.text(name.partition("-")[0] + ".note"), keys)
        if hashlib.sha256(whole.encode()).digest() not in package.bytes(name):
            raise Unproven(f"{name} is no timestamp of the checkpoint of {Head.parse(note).size} events.")
    if stamps:
        told = f"Who gave the {len(stamps)} timestamps under receipts/, and when:"
        report.unknown.append(f"{told} `openssl ts -verify` says it, as README.txt shows.")


def main(arguments: Sequence[str] | None = None) -> int:
    """Verify the package named on the command line; exit 0 where it holds, 1 where not."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("package", type=Path, help="the exported zip")
    parser.add_argument("--key", nargs="+", default=[], help="the public keys you trust, name+hash+base64")
    parser.add_argument("--anchors", type=Path, nargs="+", default=[], help="checkpoints you kept, as files")
    given = parser.parse_args(arguments)
    try:
        keys = [NoteKey.parse(text) for text in given.key]
        notes = [file.read_text() for file in given.anchors]
    except (Unproven, OSError, ValueError) as error:
        parser.error(str(error))
    report = package_verify(given.package, keys=keys, anchors=notes)
    sys.stdout.write(report.text() + "\n")
    return 1 if report.broken else 0


if __name__ == "__main__":
    sys.exit(main())
