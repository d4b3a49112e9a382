"""Files at rest: encrypted, bound to their place, refused when altered."""

import os
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from tests.factories import AT
from vault.constants import KeyPurpose
from vault.exceptions import CiphertextCorrupt, DataKeyDestroyed, StoredFileMissing
from vault.services import data_key_create, data_key_destroy, files_primitive
from vault.storage import SealedWriter, documents_storage, sealed_chunks, sealed_write

pytestmark = pytest.mark.django_db
TEXT = b"Opening balance 1 234.56 " * 100_000  # 2.5 MB: three segments


@pytest.fixture
def key():
    return data_key_create(purpose=KeyPurpose.DOCUMENT, at=AT)


@pytest.fixture
def stored(key):
    name = f"t/{key.pk}.sealed"
    sealed_write(files_primitive(key), name, b"place", TEXT)
    return name


def _read(key, name, place=b"place"):
    return b"".join(sealed_chunks(files_primitive(key), name, place))


def _alter(name, at):
    with Path(documents_storage().path(name)).open("r+b") as file:
        file.seek(at, os.SEEK_SET if at >= 0 else os.SEEK_END)
        byte = file.read(1)
        file.seek(-1, os.SEEK_CUR)
        file.write(bytes([byte[0] ^ 1]))


def test_what_is_written_comes_back(key, stored):
    assert _read(key, stored) == TEXT


def test_the_disk_holds_no_plaintext(stored):
    with documents_storage().open(stored) as file:
        assert b"Opening balance" not in file.read()


@pytest.mark.parametrize("at", [0, 100, 1_500_000, -1])
def test_a_flipped_bit_is_refused(key, stored, at):
    _alter(stored, at)

    with pytest.raises(CiphertextCorrupt, match="altered"):
        _read(key, stored)


def test_a_cut_file_is_refused(key, stored):
    path = documents_storage().path(stored)
    os.truncate(path, Path(path).stat().st_size - 1000)

    with pytest.raises(CiphertextCorrupt):
        _read(key, stored)


def test_a_file_moved_to_another_place_is_refused(key, stored):
    with pytest.raises(CiphertextCorrupt):
        _read(key, stored, b"another place")


def test_another_documents_key_does_not_open_it(stored):
    other = data_key_create(purpose=KeyPurpose.DOCUMENT, at=AT)

    with pytest.raises(CiphertextCorrupt):
        _read(other, stored)


def test_destroying_the_key_is_erasure(key, stored):
    destroyed = data_key_destroy(key=key, at=AT)

    assert bytes(destroyed.wrapped_files_keyset) == b""
    with pytest.raises(DataKeyDestroyed):
        _read(destroyed, stored)


def test_a_missing_file_says_so(key):
    with pytest.raises(StoredFileMissing):
        _read(key, "t/nothing.sealed")


def test_a_storage_that_renames_is_refused(key, stored):
    with SealedWriter(files_primitive(key), b"place") as writer:
        writer.write(b"other")
        with pytest.raises(FileExistsError):
            writer.store(stored)

    assert _read(key, stored) == TEXT


def test_what_is_not_stored_leaves_nothing(key, settings, tmp_path):
    settings.VAULT_SPOOL_DIR = tmp_path

    with SealedWriter(files_primitive(key), b"place") as writer:
        writer.write(TEXT)
        spooled = [path.read_bytes() for path in tmp_path.iterdir()]

    assert len(spooled) == 1
    assert b"Opening balance" not in spooled[0]
    assert list(tmp_path.iterdir()) == []


def test_garbage_in_place_of_ciphertext_is_refused(key):
    documents_storage().save(f"t/{key.pk}-g", ContentFile(b"not a ciphertext"))

    with pytest.raises(CiphertextCorrupt):
        _read(key, f"t/{key.pk}-g")
