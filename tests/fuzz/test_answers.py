"""Whatever anybody sends, the API answers as its OpenAPI document says, and never with a 5xx.

A few requests an operation, the same in every run; deeper, with new ones each time: `make fuzz` (EXAMPLES=200).
"""

from __future__ import annotations

import os
import re
from typing import Any, cast

import pytest
import schemathesis
from django.core.cache import cache
from django.db import transaction
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from config.wsgi import application
from tests.access.routes import ARGUMENT, Route, routes
from tests.access.table import PERSONAS
from tests.access.world import World

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    # The generator reads an answer and leaves it open: a package of the trail is a file.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "10"))
IS_DEEP = "FUZZ_EXAMPLES" in os.environ


def _operations() -> dict[str, Any]:
    document = SchemaGenerator(api_version="v1").get_schema(request=None, public=True)
    schema = schemathesis.openapi.from_dict(document)
    schema.app = application
    operations = [cast(Any, found).ok() for found in schema.get_all_operations()]
    return {operation.label: operation for operation in operations}


OPERATIONS = _operations()


def _plain(address: str) -> str:
    return re.sub(r"[\^$]", "", ARGUMENT.sub("{}", address)).strip("/")


ROUTES = {_plain(route.pattern): route for route in routes() if route.is_api}


@pytest.mark.parametrize("label", sorted(OPERATIONS))
def test_answers_are_what_the_document_says(world: World, label: str) -> None:
    operation = OPERATIONS[label]
    route = ROUTES[_plain(re.sub(r"\{\w+\}", "{}", operation.path))]

    @settings(
        max_examples=EXAMPLES,
        derandomize=not IS_DEEP,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate, Phase.shrink]
        if IS_DEEP
        else [Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(), persona=st.sampled_from(PERSONAS), is_real=st.booleans())
    def answers(*, case: Any, persona: str, is_real: bool) -> None:
        if is_real:
            _name_the_owners(case, world, route)
        token = world.personas[persona].token
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        cache.clear()
        with transaction.atomic():
            response = case.call(headers=headers)
            transaction.set_rollback(True)
        case.validate_response(response, checks=CHECKS)

    answers()


def _name_the_owners(case: Any, world: World, route: Route) -> None:
    """Put real objects where the address asks for ids."""
    for shown, name in zip(re.findall(r"\{(\w+)\}", case.operation.path), _names(route), strict=True):
        case.path_parameters[shown] = str(world.arguments(route)[name])


def _names(route: Route) -> list[str]:
    return [a or b for a, b in ARGUMENT.findall(route.pattern)]
