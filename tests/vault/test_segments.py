"""Parts of sealed files: what Tink wrote is opened at any place, and nothing altered is given out."""

import os
from pathlib import Path

import pytest
import tink
from hypothesis import given, settings
from hypothesis import strategies as st
from tink import streaming_aead

from tests.factories import AT
from vault.constants import KeyPurpose
from vault.exceptions import CiphertextCorrupt, StoredFileMissing
from vault.segments import keys_of, sealed_part
from vault.services import data_key_create, files_primitive, files_segments
from vault.storage import documents_storage, sealed_chunks, sealed_write

pytestmark = pytest.mark.django_db
SEGMENT = 1 << 20
TEXT = os.urandom(2 * SEGMENT + 12345)


@pytest.fixture(scope="module")
def handle():
    streaming_aead.register()
    return tink.new_keyset_handle(streaming_aead.streaming_aead_key_templates.AES256_GCM_HKDF_1MB)


@pytest.fixture(scope="module")
def stored(handle):
    primitive = handle.primitive(streaming_aead.StreamingAead)
    names = {}
    # The lengths at which the last segment fills, and one before and after.
    for size in (
        0,
        1,
        SEGMENT - 57,
        SEGMENT - 56,
        SEGMENT - 55,
        2 * SEGMENT - 72,
        2 * SEGMENT - 71,
        len(TEXT),
    ):
        names[size] = f"segments/{os.getpid()}-{size}.sealed"
        documents_storage().delete(names[size])
        sealed_write(primitive, names[size], b"place", TEXT[:size])
    return names


def _part(handle, name, start, stop, size, *, place=b"place"):
    return b"".join(sealed_part(keys_of(handle), name, place, start=start, stop=stop, size=size))


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_part_is_what_the_whole_has_there(handle, stored, data):
    size = data.draw(st.sampled_from(sorted(stored)))
    stop = data.draw(st.integers(0, size))
    start = data.draw(st.integers(0, stop))

    assert _part(handle, stored[size], start, stop, size) == TEXT[start:stop]


@pytest.mark.parametrize("at", [0, 20, 100, SEGMENT + 5, -1])
def test_an_altered_segment_is_refused_and_the_others_still_open(handle, stored, at):
    name, size = stored[len(TEXT)], len(TEXT)
    path = Path(documents_storage().path(name))
    with path.open("r+b") as file:
        file.seek(at, os.SEEK_SET if at >= 0 else os.SEEK_END)
        byte = file.read(1)
        file.seek(-1, os.SEEK_CUR)
        file.write(bytes([byte[0] ^ 1]))
    try:
        with pytest.raises(CiphertextCorrupt):
            _part(handle, name, 0, size, size)
        if at == SEGMENT + 5:
            assert _part(handle, name, 0, 100, size) == TEXT[:100]
    finally:
        with path.open("r+b") as file:
            file.seek(at, os.SEEK_SET if at >= 0 else os.SEEK_END)
            file.write(byte)


def test_a_file_cut_at_a_segment_or_bound_elsewhere_is_refused(handle, stored):
    name, size = stored[2 * SEGMENT - 72], 2 * SEGMENT - 72
    with pytest.raises(CiphertextCorrupt):
        _part(handle, name, 0, 10, size + 1)
    with pytest.raises(CiphertextCorrupt):
        _part(handle, name, 0, 10, size, place=b"another")
    with pytest.raises(StoredFileMissing):
        _part(handle, "segments/none", 0, 10, size)


def test_the_key_of_several_that_fits_is_found(handle, stored):
    other = tink.new_keyset_handle(streaming_aead.streaming_aead_key_templates.AES256_GCM_HKDF_1MB)
    keys = [*keys_of(other), *keys_of(handle)]

    assert b"".join(sealed_part(keys, stored[1], b"place", start=0, stop=1, size=1)) == TEXT[:1]


def test_a_data_keys_file_opens_in_parts_as_whole():
    key = data_key_create(purpose=KeyPurpose.DOCUMENT, at=AT)
    name = f"segments/{key.pk}.sealed"
    sealed_write(files_primitive(key), name, b"place", TEXT)

    part = sealed_part(files_segments(key), name, b"place", start=5, stop=SEGMENT + 5, size=len(TEXT))

    assert b"".join(part) == b"".join(sealed_chunks(files_primitive(key), name, b"place"))[5 : SEGMENT + 5]


def test_a_key_does_not_print_its_secret(handle):
    assert keys_of(handle)[0].material.hex() not in repr(keys_of(handle)[0])
    assert "material" not in repr(keys_of(handle)[0])
