"""What a hostile or clumsy client sends is refused as its own mistake, with nothing left behind."""

import base64
import gc

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from rest_framework.test import APIClient

from documents.models import Document, ProcessingRun
from tests.factories import CSV, PASSWORD, document_from, document_read, grant_document, signed_in

pytestmark = pytest.mark.django_db

LIST = "/api/v1/documents"
FORM = "multipart/form-data; boundary=B"
END = b"--B--\r\n"


def _cursor(text):
    return base64.b64encode(text.encode()).decode()


def _part(name, content, *, file_name=None, header=""):
    file = f'; filename="{file_name}"' if file_name else ""
    head = f'--B\r\nContent-Disposition: form-data; name="{name}"{file}\r\n{header}\r\n'
    return head.encode() + content + b"\r\n"


def _send(client, body):
    return client.post(LIST, body, content_type=FORM)


@pytest.mark.parametrize("position", ["p=abc", "p=\x00", "r=1&p=2026", "p=2026-01-01 00:00:00"])
def test_a_cursor_that_names_no_moment_is_refused(as_user, owner, position):
    response = as_user(owner).get(f"{LIST}?cursor={_cursor(position)}")

    assert response.status_code == 404
    assert response.json()["detail"] == "Invalid cursor"


def test_an_offset_beyond_all_numbers_is_an_empty_page(as_user, owner, document):
    response = as_user(owner).get(f"{LIST}?offset=99999999999999999999")

    assert response.status_code == 200
    assert response.json()["results"] == []


@pytest.mark.parametrize(
    "body",
    [
        b"".join(_part(f"x{n}", b"1") for n in range(1100)) + END,
        b"".join(_part(f"f{n}", b"1", file_name="a.csv") for n in range(105)) + END,
        _part("file", CSV, file_name="a.csv") + _part("name", b"x" * 3_000_000) + END,
    ],
    ids=["fields", "files", "long field"],
)
def test_a_form_out_of_all_bounds_is_413(as_user, owner, settings, tmp_path, body):
    settings.VAULT_SPOOL_DIR = tmp_path

    response = _send(as_user(owner), body)

    assert response.status_code == 413
    assert response["Content-Type"] == "application/problem+json"
    assert list(tmp_path.iterdir()) == []


def test_two_files_are_refused_and_not_one_dropped(as_user, owner):
    body = _part("file", CSV, file_name="a.csv") + _part("file", CSV, file_name="b.csv") + END

    response = _send(as_user(owner), body)

    assert response.status_code == 400
    assert "one file" in response.json()["errors"][0]["detail"]
    assert Document.objects.count() == 0


def test_a_body_that_breaks_off_inside_a_file_leaves_no_spool(as_user, owner, settings, tmp_path):
    settings.VAULT_SPOOL_DIR = tmp_path
    bad = _part("file", b"!!!", file_name="a.csv", header="Content-Transfer-Encoding: base64\r\n")

    response = _send(as_user(owner), bad + END)

    assert response.status_code == 400
    del response
    gc.collect()
    assert list(tmp_path.iterdir()) == []


def test_a_stranger_fills_no_disk_through_the_login_form(db, settings, tmp_path):
    settings.VAULT_SPOOL_DIR = tmp_path / "spool"
    body = {"username": "a", "password": "b", "file": SimpleUploadedFile("a.csv", CSV)}

    response = Client().post("/admin/login/", body)

    assert response.status_code == 200
    assert not (tmp_path / "spool").exists()


def test_a_refresh_token_of_a_deleted_account_is_401(owner):
    token = signed_in(owner).refresh
    owner.groups.clear()
    owner.delete()

    response = APIClient().post("/api/v1/auth/refresh", {"refresh": token})

    assert response.status_code == 401
    assert response["Content-Type"] == "application/problem+json"


def test_a_changed_password_ends_what_was_refreshed_before(as_user, owner):
    token = signed_in(owner).refresh
    owner.set_password(PASSWORD + "-2")
    owner.save()

    refreshed = APIClient().post("/api/v1/auth/refresh", {"refresh": token})

    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {refreshed.json().get('access', 'none')}")
    assert client.get(LIST).status_code == 401


def test_a_post_to_no_address_is_a_problem_and_not_a_question_of_cookies():
    response = APIClient(enforce_csrf_checks=True).post("/api/v1/nothing")

    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("accept", ["image/png", "application/pdf", "text/csv"])
def test_a_file_may_be_asked_for_by_its_own_type(as_user, owner, document, accept):
    response = as_user(owner).get(f"{LIST}/{document.pk}/content", HTTP_ACCEPT=accept)

    assert response.status_code == 200


def test_who_may_only_see_a_document_cannot_have_it_read_again(as_user, customer, owner):
    read = document_read(document_from(owner=owner))
    grant_document(read, customer)

    response = as_user(customer).post(f"{LIST}/{read.pk}/read")

    assert response.status_code == 403
    assert ProcessingRun.objects.count() == 1
