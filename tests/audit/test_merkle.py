"""The tree against RFC 6962: published roots, and every path of every small tree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.merkle import (
    EMPTY_ROOT,
    CompactRange,
    consistency_path,
    cover,
    inclusion_path,
    inclusion_root,
    range_hash,
)
from audit.verifier import Proof, Unproven, consistency_check, leaf_hash, node_hash, split

# Inputs and roots of the Certificate Transparency reference tests (google/certificate-transparency, merkletree).
INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES = [leaf_hash(bytes([n % 256, n // 256])) for n in range(300)]


def _root(leaves):
    """Return the root as RFC 6962 section 2.1 defines it."""
    if len(leaves) <= 1:
        return leaves[0] if leaves else EMPTY_ROOT
    middle = split(0, len(leaves))
    return node_hash(_root(leaves[:middle]), _root(leaves[middle:]))


def _subtree(height, index):
    return _root(LEAVES[index << height : (index + 1) << height])


def test_the_roots_are_those_that_were_published():
    tree = CompactRange()
    roots = []
    for text in INPUTS:
        tree.append(leaf_hash(bytes.fromhex(text)))
        roots.append(tree.root().hex())

    assert roots == ROOTS


def test_the_empty_tree_has_the_hash_of_nothing():
    assert CompactRange().root().hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_a_growing_tree_tells_every_subtree_it_completes():
    tree = CompactRange()
    told: dict[tuple[int, int], bytes] = {}
    for leaf in LEAVES:
        tree.append(leaf, lambda height, index, found: told.__setitem__((height, index), found))

    assert len(told) == sum(300 >> height for height in range(1, 9))
    assert told == {place: _subtree(*place) for place in told}


@given(sizes=st.tuples(st.integers(0, 300), st.integers(0, 300)).map(sorted))
def test_many_leaves_at_once_grow_the_tree_as_one_by_one_does(sizes):
    old, new = sizes
    one_by_one, at_once = CompactRange(), CompactRange()
    told: dict[tuple[int, int], bytes] = {}
    for leaf in LEAVES[:old]:
        one_by_one.append(leaf)
        at_once.append(leaf)
    for leaf in LEAVES[old:new]:
        one_by_one.append(leaf, lambda height, index, found: told.__setitem__((height, index), found))
    made = at_once.extend(LEAVES[old:new], heights=bool)

    assert (at_once.size, at_once.edge) == (one_by_one.size, one_by_one.edge)
    assert {(height, index): found for height, index, found in made} == told
    assert len(made) == len(told)


@given(size=st.integers(1, 300), index=st.integers(0, 299))
def test_every_inclusion_path_leads_to_the_root(size, index):
    index %= size
    path = inclusion_path(index, size, _subtree)

    assert inclusion_root(index, size, LEAVES[index], path) == _root(LEAVES[:size])
    assert inclusion_root(index, size, leaf_hash(b"another"), path) != _root(LEAVES[:size])


@given(sizes=st.tuples(st.integers(1, 300), st.integers(1, 300)).map(sorted))
def test_every_consistency_path_shows_growth_and_nothing_else(sizes):
    old, new = sizes
    path = consistency_path(old, new, _subtree)

    consistency_check((old, _root(LEAVES[:old])), (new, _root(LEAVES[:new])), path)
    with pytest.raises(Unproven):
        consistency_check((old, leaf_hash(b"another")), (new, _root(LEAVES[:new])), path)
    with pytest.raises(Unproven, match="too long"):
        consistency_check((old, _root(LEAVES[:old])), (new, _root(LEAVES[:new])), [*path, LEAVES[0]])


@given(size=st.integers(1, 300), chosen=st.sets(st.integers(0, 299)))
def test_any_leaves_and_the_nodes_around_them_give_the_root(size, chosen):
    indexes = sorted(index for index in chosen if index < size)
    nodes = {(start, end): range_hash(start, end, _subtree) for start, end in cover(indexes, size)}

    assert Proof([(i, LEAVES[i]) for i in indexes], nodes).root(size) == _root(LEAVES[:size])


def test_a_path_that_lacks_a_step_proves_nothing():
    path = inclusion_path(3, 8, _subtree)

    with pytest.raises(Unproven, match="too short"):
        inclusion_root(3, 8, LEAVES[3], path[1:])


def test_a_leaf_outside_the_tree_proves_nothing():
    with pytest.raises(Unproven, match="no leaf 8"):
        inclusion_root(8, 8, LEAVES[0], [])


@pytest.mark.parametrize("indexes", [[1, 2], [-1, 0], [5, 6]])
def test_as_many_leaves_as_the_tree_has_prove_nothing_where_they_are_others(indexes):
    with pytest.raises(Unproven, match="There is no leaf"):
        Proof([(index, LEAVES[place]) for place, index in enumerate(indexes)], {}).root(2)
