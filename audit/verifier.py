#!/usr/bin/env python3
"""Verifies an exported trail offline; needs Python 3.11 and `cryptography`, nothing of Muniment.

    python verifier.py PACKAGE.zip [--key NAME+HASH+BASE64] [--anchors FILE ...]

It says in words what is proven: every file is the one the manifest names; the key signed manifest and
checkpoint; every event, hashed again, is a leaf of the signed tree; no leaf between the first and the last is
missing; the tree only grew since earlier checkpoints. What cannot be known from a package it says, too.

Source: RFC 6962 section 2.1 (tree), C2SP signed-note and tlog-checkpoint (signatures).
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import io
import json
import sys
import zipfile
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from operator import itemgetter
from pathlib import Path
from typing import IO, TypeVar, cast

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

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
        if self.leaves and not 0 <= self.leaves[0][0] <= self.leaves[-1][0] < size:
            raise Unproven(f"The proof names leaves that a tree of {size} does not have.")
        return self._root(0, size, 0, len(self.leaves))

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


def inclusion_root(index: int, size: int, leaf: bytes, path: Sequence[bytes]) -> bytes:
    """Return the root that an inclusion path (RFC 6962 section 2.1.1) leads to from a leaf."""
    steps = list(path)

    def walk(start: int, end: int) -> bytes:
        if end - start == 1:
            return leaf
        middle = split(start, end)
        other = _next(steps)
        if index < middle:
            return node_hash(walk(start, middle), other)
        return node_hash(other, walk(middle, end))

    if not 0 <= index < size:
        raise Unproven(f"There is no leaf {index} in a tree of {size}.")
    return _whole(walk(0, size), steps)


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
    for line in signatures.splitlines():
        name, _, encoded = line.removeprefix("\u2014 ").partition(" ")
        raw = base64.b64decode(encoded, validate=False)
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
            origin, size, root, *more = text.splitlines()
            return cls(origin, int(size), base64.b64decode(root, validate=True), tuple(more))
        except ValueError as error:
            raise Unproven("The checkpoint is not origin, size and root, a line each.") from error

    def text(self) -> str:
        """Return what is signed."""
        return "\n".join([self.origin, str(self.size), base64.b64encode(self.root).decode(), *self.more, ""])


@dataclass(slots=True)
class Report:
    """What was found, in sentences."""

    proven: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    def text(self) -> str:
        """Return the report for a person."""
        lines = ["NOT PROVEN: something does not hold." if self.broken else "PROVEN, as far as said below."]
        for title, found in (("Broken", self.broken), ("Proven", self.proven), ("Not known", self.unknown)):
            lines += ["", f"{title}:", *(f"  - {sentence}" for sentence in found)] if found else []
        return "\n".join(lines)


class Package:
    """The files of an exported zip."""

    def __init__(self, path: Path) -> None:
        self._zip = zipfile.ZipFile(path)

    def names(self) -> set[str]:
        """Return the names of all files."""
        return set(self._zip.namelist())

    def open(self, name: str) -> IO[bytes]:
        """Open a file."""
        try:
            return self._zip.open(name)
        except KeyError as error:
            raise Unproven(f"The package has no {name}.") from error

    def text(self, name: str) -> str:
        """Return a small file's text."""
        return self.open(name).read().decode()

    def digest(self, name: str) -> str:
        """Return the SHA-256 of a file."""
        return hashlib.file_digest(cast("io.BytesIO", self.open(name)), "sha256").hexdigest()

    def rows(self, name: str) -> Iterator[dict[str, str | None]]:
        """Yield the rows of an NDJSON file."""
        return map(json.loads, io.BufferedReader(cast("io.RawIOBase", self.open(name)), 1 << 20))


def package_verify(path: Path, *, keys: Sequence[NoteKey], anchors: Iterable[str] = ()) -> Report:
    """Check a package; see the head of this file.

    Args:
        path: the zip.
        keys: the keys you trust; without any, those that lie in the package, which proves less.
        anchors: checkpoints you kept or fetched from an anchor, as signed notes.
    """
    report = Report()
    try:
        package = Package(path)
        held = keys or [NoteKey.parse(line) for line in package.text("keys.txt").splitlines()]
        if not keys:
            report.unknown.append(f"Whether the key is the right one: compare {held[0]}.")
        _manifest(package, held, report)
        head = Head.parse(note_open(package.text("checkpoint.note"), held))
        _events(package, head, report)
        _history(package, held, head, anchors, report)
        _receipts(package, held, report)
    except (Unproven, ValueError, KeyError, OSError, zipfile.BadZipFile) as error:
        report.broken.append(str(error) or type(error).__name__)
    return report


def _manifest(package: Package, keys: Sequence[NoteKey], report: Report) -> None:
    if note_open(package.text("manifest.note"), keys).splitlines()[1] != package.digest("manifest.json"):
        raise Unproven("manifest.json is not the file that was signed.")
    files = json.loads(package.text("manifest.json"))["files"]
    if not isinstance(files, dict):
        raise Unproven("manifest.json names no files.")
    for name, digest in files.items():
        if package.digest(name) != digest:
            raise Unproven(f"{name} is not the file that the manifest names: it was changed.")
    if extra := package.names() - set(files) - {"manifest.json", "manifest.note"}:
        report.unknown.append(f"What {', '.join(sorted(extra))} is: the manifest does not name it.")
    report.proven.append(f"All {len(files)} files are as {keys[0].name} signed them.")


def _events(package: Package, head: Head, report: Report) -> None:
    leaves: list[tuple[int, bytes]] = []
    unsealed = 0
    for row in package.rows("events.ndjson"):
        if (index := row["leaf_index"]) is None:
            unsealed += 1
        else:
            leaves.append((int(index), leaf_hash(leaf_bytes(_columns_of(row)))))
    if any(a[0] >= b[0] for a, b in pairwise(leaves)):
        raise Unproven("The events are not in the order of their leaves.")
    nodes = {
        (int(str(node["start"])), int(str(node["end"]))): bytes.fromhex(str(node["hash"]))
        for node in package.rows("nodes.ndjson")
    }
    if head.size and Proof(leaves, nodes).root(head.size) != head.root:
        raise Unproven("The events do not lead to the signed root: one was changed, added or moved.")
    report.proven.append(f"All {len(leaves)} sealed events are, to the letter, leaves of the signed tree.")
    if leaves:
        first, last = leaves[0][0], leaves[-1][0]
        if (gaps := last - first + 1 - len(leaves)) == 0:
            report.proven.append(f"Between event {first} and event {last} none is missing.")
        else:
            report.unknown.append(f"What {gaps} events between {first} and {last} say: they were left out.")
    if unsealed:
        report.unknown.append(f"{unsealed} events were not sealed yet: they can still have been changed.")


def _history(
    package: Package, keys: Sequence[NoteKey], head: Head, anchors: Iterable[str], report: Report
) -> None:
    heads = {head.size: head.root}
    for row in package.rows("history.ndjson"):
        old = Head.parse(note_open(str(row["note"]), keys))
        path = [bytes.fromhex(step) for step in str(row["path"]).split()]
        consistency_check((old.size, old.root), (head.size, head.root), path)
        heads[old.size] = old.root
    report.proven.append(f"The tree grew from {len(heads) - 1} earlier checkpoints; no past was changed.")
    compared = 0
    for note in anchors:
        kept = Head.parse(note_open(note, keys))
        if kept.size > head.size:
            raise Unproven(f"You hold a checkpoint of {kept.size} events, the package ends at {head.size}.")
        if kept.size not in heads:
            report.unknown.append(f"How your checkpoint of {kept.size} events fits: no path to it is here.")
        elif heads[kept.size] != kept.root:
            raise Unproven(f"Your checkpoint of {kept.size} events has another root: history was rewritten.")
        else:
            compared += 1
    if compared:
        report.proven.append(f"{compared} checkpoints that you kept are part of this history.")
    else:
        report.unknown.append("Whether this is the only history: compare a checkpoint you or an anchor kept.")


def _receipts(package: Package, keys: Sequence[NoteKey], report: Report) -> None:
    stamps = sorted(name for name in package.names() if name.endswith(".tsr"))
    for name in stamps:
        note = note_open(whole := package.text(name.partition("-")[0] + ".note"), keys)
        if hashlib.sha256(whole.encode()).digest() not in package.open(name).read():
            raise Unproven(f"{name} is no timestamp of the checkpoint of {Head.parse(note).size} events.")
    if stamps:
        told = f"Who gave the {len(stamps)} timestamps under receipts/, and when:"
        report.unknown.append(f"{told} `openssl ts -verify` says it, as README.txt shows.")


def main(arguments: Sequence[str] | None = None) -> int:
    """Verify the package named on the command line; exit 0 where it holds, 1 where not."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("package", type=Path, help="the exported zip")
    parser.add_argument("--key", nargs="*", default=[], help="the public keys you trust, name+hash+base64")
    parser.add_argument("--anchors", type=Path, nargs="*", default=[], help="checkpoints you kept, as files")
    given = parser.parse_args(arguments)
    try:
        keys = [NoteKey.parse(text) for text in given.key]
        notes = [file.read_text() for file in given.anchors]
    except (Unproven, OSError) as error:
        parser.error(str(error))
    report = package_verify(given.package, keys=keys, anchors=notes)
    sys.stdout.write(report.text() + "\n")
    return 1 if report.broken else 0


if __name__ == "__main__":
    sys.exit(main())
