"""The Merkle tree over the trail (RFC 6962): growing it, and the paths that prove things about it.

Pure: hashes of stored subtrees come through a `Nodes` reader.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

from audit.verifier import Unproven, node_hash, split

EMPTY_ROOT = sha256(b"").digest()
# Returns the hash of the complete subtree of 2**height leaves that starts at leaf index * 2**height.
Subtree = Callable[[int, int], bytes]


class CompactRange:
    """The right edge of a growing tree: the roots of its complete subtrees, largest first.

    Args:
        size: how many leaves there are.
        edge: the roots, one for each set bit of `size`.
    """

    def __init__(self, size: int = 0, edge: Sequence[bytes] = ()) -> None:
        if len(edge) != size.bit_count():
            raise ValueError(f"An edge of {size} leaves has {size.bit_count()} roots, not {len(edge)}.")
        self.size = size
        self.edge = list(edge)

    def append(self, leaf: bytes, completed: Callable[[int, int, bytes], None] | None = None) -> None:
        """Add a leaf hash.

        Args:
            leaf: the hash of the leaf.
            completed: is told (height, index, hash) of each subtree that the leaf completes.
        """
        height, index, found = 0, self.size, leaf
        while index & 1:
            found = node_hash(self.edge.pop(), found)
            height, index = height + 1, index >> 1
            if completed is not None:
                completed(height, index, found)
        self.edge.append(found)
        self.size += 1

    def extend(
        self, leaves: Sequence[bytes], heights: Callable[[int], bool] = lambda _: False
    ) -> list[tuple[int, int, bytes]]:
        """Add leaf hashes, many at once: level by level, which takes a third of one by one.

        Args:
            leaves: the hashes, in order.
            heights: tells of which heights the nodes are wanted.

        Returns:
            Height, index and hash of the subtrees of those heights that were completed, lowest first.
        """
        start, level, height = self.size, list(leaves), 0
        self.size += len(level)
        before = {  # the subtree of each height that waits for its right half
            bit: self.edge.pop() for bit in range(start.bit_length()) if start >> bit & 1
        }
        after: list[bytes] = []
        completed: list[tuple[int, int, bytes]] = []
        while level or before:
            if height and level and heights(height):
                completed += ((height, start + place, found) for place, found in enumerate(level))
            if start & 1:
                level, start = [before.pop(height), *level], start - 1
            if len(level) & 1:
                after.append(level.pop())
            level = _paired(level)
            start, height = start >> 1, height + 1
        self.edge = after[::-1]
        return completed

    def root(self) -> bytes:
        """Return the root of the tree as it is now."""
        if not self.edge:
            return EMPTY_ROOT
        found = self.edge[-1]
        for left in reversed(self.edge[:-1]):
            found = node_hash(left, found)
        return found


def hashes_of(joined: bytes) -> list[bytes]:
    """Return the hashes that stand joined in one value, e.g. a stored right edge."""
    return [joined[i : i + 32] for i in range(0, len(joined), 32)]


def edge_root(size: int, edge: bytes) -> bytes | None:
    """Return the root that a stored right edge gives; None where it is none of this size."""
    return CompactRange(size, hashes_of(edge)).root() if len(edge) == 32 * size.bit_count() else None


def _paired(level: list[bytes]) -> list[bytes]:
    """Return the nodes over the pairs of a level."""
    return [
        sha256(b"\x01" + left + right).digest() for left, right in zip(level[::2], level[1::2], strict=True)
    ]


def range_hash(start: int, end: int, subtree: Subtree) -> bytes:
    """Return the hash of the leaves [start, end): a node of the tree, or its right edge."""
    count = end - start
    if count & (count - 1) == 0 and start % count == 0:
        height = count.bit_length() - 1
        return subtree(height, start >> height)
    middle = split(start, end)
    return node_hash(range_hash(start, middle, subtree), range_hash(middle, end, subtree))


def inclusion_path(index: int, size: int, subtree: Subtree) -> list[bytes]:
    """Return the hashes that lead from leaf `index` to the root of `size` leaves, lowest first.

    Source: RFC 6962 section 2.1.1.
    """
    path = []
    start, end = 0, size
    while end - start > 1:
        middle = split(start, end)
        if index < middle:
            path.append(range_hash(middle, end, subtree))
            end = middle
        else:
            path.append(range_hash(start, middle, subtree))
            start = middle
    return path[::-1]


def inclusion_root(index: int, size: int, leaf: bytes, path: Sequence[bytes]) -> bytes:
    """Return the root that an inclusion path leads to from a leaf.

    Raises:
        Unproven: the path is too short or too long, or there is no such leaf.

    Source: RFC 6962 section 2.1.1.
    """
    if not 0 <= index < size:
        raise Unproven(f"There is no leaf {index} in a tree of {size}.")
    turns = []
    start, end = 0, size
    while end - start > 1:
        middle = split(start, end)
        is_left = index < middle
        turns.append(is_left)
        start, end = (start, middle) if is_left else (middle, end)
    if len(path) != len(turns):
        raise Unproven(f"The path is too {'short' if len(path) < len(turns) else 'long'}.")
    found = leaf
    for is_left, other in zip(reversed(turns), path, strict=True):
        found = node_hash(found, other) if is_left else node_hash(other, found)
    return found


def consistency_path(old: int, new: int, subtree: Subtree) -> list[bytes]:
    """Return the hashes that show that the tree of `new` leaves begins with that of `old`.

    Source: RFC 6962 section 2.1.2.
    """
    if not 0 < old <= new:
        raise ValueError(f"No tree of {new} leaves grew from one of {old}.")
    path: list[bytes] = []
    start, end = 0, new
    while end != old:
        middle = split(start, end)
        if old <= middle:
            path.append(range_hash(middle, end, subtree))
            end = middle
        else:
            path.append(range_hash(start, middle, subtree))
            start = middle
    # What is left is [start, old): a node that the old tree had; the verifier knows it where it is all of it.
    return ([range_hash(start, old, subtree)] if start else []) + path[::-1]


def cover(indexes: Sequence[int], size: int) -> Iterable[tuple[int, int]]:
    """Yield the largest subtrees [start, end) of `size` leaves that hold none of the (rising) `indexes`."""
    yield from _cover(indexes, 0, len(indexes), (0, size))


def _cover(indexes: Sequence[int], first: int, last: int, node: tuple[int, int]) -> Iterable[tuple[int, int]]:
    start, end = node
    if first == last:
        if start < end:
            yield node
        return
    if end - start == last - first:
        return  # every leaf is given
    middle = split(start, end)
    low, high = first, last
    while low < high:
        cut = (low + high) // 2
        low, high = (cut + 1, high) if indexes[cut] < middle else (low, cut)
    yield from _cover(indexes, first, low, (start, middle))
    yield from _cover(indexes, low, last, (middle, end))
