"""Proofs about the trail, put together from its leaves and the nodes that were kept."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from audit.exceptions import CheckpointUnknown, NotSealedYet
from audit.merkle import consistency_path, cover, inclusion_path, range_hash
from audit.models import Checkpoint, Leaf, Node
from audit.sealing import TILE
from audit.verifier import node_hash


@dataclass(frozen=True, slots=True)
class Inclusion:
    """The way from one entry to the root of a signed checkpoint."""

    leaf: Leaf
    path: list[bytes]
    checkpoint: Checkpoint

    def text(self) -> str:
        """Return the proof as C2SP tlog-proof writes it."""
        steps = "".join(base64.b64encode(step).decode() + "\n" for step in self.path)
        return f"c2sp.org/tlog-proof@v1\nindex {self.leaf.index}\n{steps}\n{self.checkpoint.note}"


class Tree:
    """The stored tree; reads a tile of 256 hashes at a time and remembers it as long as it lives."""

    def __init__(self) -> None:
        self._tiles: dict[tuple[int, int], list[bytes]] = {}

    def subtree(self, height: int, index: int) -> bytes:
        """Return the hash of the complete subtree of 2**height leaves at this index.

        Source: C2SP tlog-tiles: a tile holds 256 hashes of one height that is a multiple of eight.
        """
        level, above = divmod(height, TILE)
        if above == 0 and level:
            return self._tile(level, index >> TILE)[index & 255]
        width = 1 << above
        first = index * width
        hashes = self._tile(level, first >> TILE)[first & 255 : (first & 255) + width]
        while len(hashes) > 1:
            hashes = [node_hash(left, right) for left, right in zip(hashes[::2], hashes[1::2], strict=True)]
        return hashes[0]

    def _tile(self, level: int, number: int) -> list[bytes]:
        if (level, number) not in self._tiles:
            first = number << TILE
            hashes = (
                Leaf.objects.filter(index__gte=first, index__lt=first + 256).order_by("index")
                if level == 0
                else Node.objects.filter(
                    height=level * TILE, index__gte=first, index__lt=first + 256
                ).order_by("index")
            )
            self._tiles[level, number] = [bytes(found) for found in hashes.values_list("hash", flat=True)]
        return self._tiles[level, number]


def inclusion_of(entry_id: UUID) -> Inclusion:
    """Return the proof that an entry is in the newest checkpoint.

    Raises:
        NotSealedYet: the entry is younger than the newest checkpoint, or there is none of this id.
    """
    leaf = Leaf.objects.filter(pk=entry_id).first()
    newest = Checkpoint.objects.order_by("-size").first()
    if leaf is None or newest is None:
        raise NotSealedYet("This entry is not sealed yet. Ask again in some seconds.")
    return Inclusion(leaf, inclusion_path(leaf.index, newest.size, Tree().subtree), newest)


def consistency_between(old_size: int, new_size: int) -> list[bytes]:
    """Return the proof that the checkpoint of `new_size` entries continues that of `old_size`.

    Raises:
        CheckpointUnknown: there is no checkpoint of one of these sizes, or they are in the wrong order.
    """
    known = set(Checkpoint.objects.filter(size__in=[old_size, new_size]).values_list("size", flat=True))
    if missing := {old_size, new_size} - known:
        raise CheckpointUnknown(f"There is no checkpoint of {min(missing)} entries.")
    if old_size > new_size:
        raise CheckpointUnknown(f"The checkpoint of {old_size} entries is younger than that of {new_size}.")
    return consistency_path(old_size, new_size, Tree().subtree)


def nodes_around(indexes: Sequence[int], size: int) -> Iterator[tuple[int, int, bytes]]:
    """Yield (start, end, hash) of the subtrees that, with the leaves at `indexes` (rising), give the root."""
    tree = Tree()
    for start, end in cover(indexes, size):
        yield start, end, range_hash(start, end, tree.subtree)
