"""Health pages, the schema and the documentation."""

import json

import pytest
import yaml
from django.urls import reverse

from documents.models import ProcessingRun

pytestmark = pytest.mark.django_db


def test_live_touches_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/health/live")

    assert response.json() == {"status": "ok"}


def test_ready_names_the_part_that_does_not_work(client):
    response = client.get("/health/ready")

    body = response.json()
    assert response.status_code == 503
    assert body["parts"]["database"]["ok"] is True
    assert body["parts"]["redis"]["ok"] is True
    assert body["parts"]["storage"]["ok"] is True
    assert body["parts"]["workers"]["ok"] is False


def test_ready_says_why_no_file_is_read(client, document):
    run = ProcessingRun.objects.get(version__document=document)
    ProcessingRun.objects.filter(pk=run.pk).update(error="The reading process did not start: no such file.")

    part = client.get("/health/ready").json()["parts"]["reading"]

    assert (part["ok"], part["why"]) == (False, "The reading process did not start: no such file.")


def test_reading_is_ready_where_nothing_waits_for_a_process(client, document):
    assert client.get("/health/ready").json()["parts"]["reading"]["ok"] is True


def test_the_schema_names_every_route_and_its_refusals_parse(client):
    schema = yaml.safe_load(client.get("/api/v1/schema").content)

    assert "/api/v1/documents/{id}/fields" in schema["paths"]
    assert schema["paths"]["/api/v1/documents"]["post"]["requestBody"]["content"].keys() == {
        "multipart/form-data"
    }
    assert json.dumps(schema)


def test_swagger_comes_without_a_foreign_host(client):
    page = client.get("/docs").content.decode()

    assert "swagger-ui" in page
    assert "https://" not in page


def test_the_policy_allows_no_inline_code(client):
    policy = client.get(reverse("admin:login"))["Content-Security-Policy"]

    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
    assert "default-src 'none'" in policy


def test_every_answer_carries_a_request_id(client):
    assert client.get("/health/live")["X-Request-Id"]
    assert (
        client.get("/health/live", headers={"X-Request-Id": "caller-0001"})["X-Request-Id"] == "caller-0001"
    )
    assert client.get("/health/live", headers={"X-Request-Id": "bad id\n"})["X-Request-Id"] != "bad id\n"
