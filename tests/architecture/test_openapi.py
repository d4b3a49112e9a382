"""The OpenAPI document is valid, complete and without a warning."""

import pytest
import yaml
from django.core.management import call_command

pytestmark = pytest.mark.django_db
ALWAYS = {"400", "429", "503"}


@pytest.fixture(scope="module")
def document(tmp_path_factory):
    path = tmp_path_factory.mktemp("openapi") / "schema.yml"
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(path))
    return yaml.safe_load(path.read_text())


def _operations(document):
    return {
        f"{method.upper()} {path}": operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


def test_every_operation_says_what_it_refuses(document):
    for name, operation in _operations(document).items():
        wanted = ALWAYS | ({"401", "403"} if operation.get("security") else set())
        assert wanted <= operation["responses"].keys(), name


def test_refusals_are_problems(document):
    for name, operation in _operations(document).items():
        for status in ALWAYS - {"400"}:
            content = operation["responses"][status]["content"]
            assert list(content) == ["application/problem+json"], name
            assert content["application/problem+json"]["schema"]["$ref"].endswith("/Problem")


def test_every_operation_is_described(document):
    assert [n for n, operation in _operations(document).items() if not operation.get("description")] == []
