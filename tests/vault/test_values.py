"""Values sealed in rows, and the index that finds them."""

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from uuid_utils.compat import uuid7

from tests.factories import AT
from vault.blind_index import blind_index, blind_index_exact, identifier_normalise, index_keys_forget
from vault.constants import KeyPurpose, KeyState
from vault.exceptions import CiphertextCorrupt
from vault.models import DataKey
from vault.services import data_key_create, value_open, value_seal, values_primitive

pytestmark = pytest.mark.django_db


def test_a_value_opens_only_in_its_own_place():
    primitive = values_primitive(data_key_create(purpose=KeyPurpose.DOCUMENT, at=AT))
    row = uuid7()
    sealed = value_seal(primitive, "62 1234 5678 9", table="t", row=row, field="f")

    assert b"1234" not in sealed
    assert value_open(primitive, sealed, table="t", row=row, field="f") == "62 1234 5678 9"
    for table, place, field in (("u", row, "f"), ("t", uuid7(), "f"), ("t", row, "g")):
        with pytest.raises(CiphertextCorrupt):
            value_open(primitive, sealed, table=table, row=place, field=field)


def test_sealing_twice_gives_two_ciphertexts():
    primitive = values_primitive(data_key_create(purpose=KeyPurpose.DOCUMENT, at=AT))
    row = uuid7()
    first, second = (value_seal(primitive, "same", table="t", row=row, field="f") for _ in range(2))

    assert first != second


def test_the_index_ignores_how_an_identifier_is_printed():
    assert blind_index("account_number", "62-1234 5678.9") == blind_index("account_number", "62123456789")


def test_kinds_of_identifiers_do_not_share_an_index():
    assert blind_index("account_number", "123") != blind_index("tax_number", "123")


@given(st.text())
def test_normalising_twice_changes_nothing(text):
    once = identifier_normalise(text)

    assert identifier_normalise(once) == once


def test_the_database_keeps_a_destroyed_key_empty():
    key = data_key_create(purpose=KeyPurpose.DOCUMENT, at=AT)

    with pytest.raises(IntegrityError, match="datakey_destroyed_is_empty"), transaction.atomic():
        DataKey.objects.filter(pk=key.pk).update(state=KeyState.DESTROYED, destroyed_at=AT)


def test_an_index_key_that_was_rolled_back_indexes_nothing_later(transactional_db):
    with transaction.atomic():
        lost = blind_index_exact("subject_name", "thandi")
        transaction.set_rollback(True)

    kept = blind_index_exact("subject_name", "thandi")
    index_keys_forget()

    assert lost != kept
    assert blind_index_exact("subject_name", "thandi") == kept


@pytest.mark.django_db
def test_an_exact_index_counts_every_character():
    assert blind_index_exact("subject_email", "a.b@c.co") != blind_index_exact("subject_email", "ab@c.co")
    assert blind_index_exact("subject_email", "a@b.co") != blind_index_exact("subject_phone", "a@b.co")
