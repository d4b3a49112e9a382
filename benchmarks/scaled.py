"""What lists and searches cost on a seeded installation, asked in process through the server's WSGI entry.

The whole stack answers (middleware, session, permissions, trail, JSON) but the network and gunicorn, one
request at a time. Sessions are real, opened without a password; limits on rates and second factors are off.
"""

from __future__ import annotations

import io
import json
import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks.figures import Figure, at_most, told

API_GOAL_MS, SQL_GOAL_MS = 100.0, 30.0
RATIO_GOAL, DEEP_GOAL = 1.5, 1.2
_TOKEN_LASTS = 240  # seconds
DOCUMENTS = "/api/v1/documents"
PEOPLE = ("superuser", "officer", "restricted")


@dataclass(frozen=True, slots=True)
class Scenario:
    """One thing that people ask for; `deep` goes on from the middle of what they see."""

    name: str
    query: dict[str, str] = field(default_factory=dict)
    deep: bool = False
    path: str = DOCUMENTS


@dataclass(slots=True)
class Taken:
    """What one scenario took one person, in milliseconds, and how many statements a request needed."""

    api: list[float] = field(default_factory=list)
    sql: list[float] = field(default_factory=list)
    statements: set[int] = field(default_factory=set)
    rows: int = 0


class Person:
    """Somebody who is signed in and asks the API."""

    def __init__(self, email: str) -> None:
        """Sign somebody in."""
        from accounts.models import User  # noqa: PLC0415 - after the settings
        from config.wsgi import application  # noqa: PLC0415

        self.user, self._application = User.objects.get(email=email), application
        self._sign_in()

    def _sign_in(self) -> None:
        from django.utils import timezone  # noqa: PLC0415 - after the settings

        from accounts.constants import SessionKind  # noqa: PLC0415
        from accounts.services.sessions import Device, session_open, tokens_for  # noqa: PLC0415

        self._signed_in, at = time.monotonic(), timezone.now()
        session = session_open(
            user=self.user, kind=SessionKind.API, at=at, device=Device(), mfa_method="totp"
        )
        self._token = tokens_for(session, at=at).access

    def get(self, query: dict[str, str], path: str = DOCUMENTS) -> Any:
        """Ask, and return the answer.

        Raises:
            RuntimeError: it is a refusal.
        """
        if time.monotonic() - self._signed_in > _TOKEN_LASTS:
            self._sign_in()
        told_by: list[Any] = []
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "QUERY_STRING": urlencode(query),
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "localhost",
            "HTTP_AUTHORIZATION": f"Bearer {self._token}",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
        }

        def start(status: str, *_: Any) -> Callable[[bytes], object]:
            told_by.append(status)
            return told_by.append

        answer = self._application(environ, start)
        content = b"".join(answer)
        answer.close()
        if not told_by[0].startswith("200"):
            raise RuntimeError(f"{path}?{urlencode(query)}: {told_by[0]} {content[:300]!r}")
        return json.loads(content)


@contextmanager
def installation(var: Path, documents: int) -> Iterator[None]:
    """Use the installation in a folder while the block runs; one that is missing is made, and kept."""
    os.environ["MUNIMENT_VAR"] = str(var.resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    os.environ["MFA_REQUIRED"] = "false"
    from config.embedded import Servers  # noqa: PLC0415 - after the environment

    servers = Servers(var.resolve())
    servers.ensure_running()
    try:
        import django  # noqa: PLC0415
        from django.conf import settings  # noqa: PLC0415

        django.setup()
        settings.RATE_LIMITS = {
            name: dict.fromkeys(kinds, (10**9, 60)) for name, kinds in settings.RATE_LIMITS.items()
        }
        _seeded(documents)
        yield
    finally:
        servers.release()


def _seeded(documents: int) -> None:
    from django.core.management import call_command  # noqa: PLC0415 - after the settings

    from accounts.models import User  # noqa: PLC0415
    from audit.context import acting_by_command  # noqa: PLC0415
    from documents.scale.plan import ADMINISTRATOR  # noqa: PLC0415

    with acting_by_command():
        call_command("migrate", verbosity=0)
        if not User.objects.filter(email=ADMINISTRATOR).exists():
            users = max(20, documents // 500)
            call_command("seed_scale", documents=documents, users=users, grants=documents * 10)


def people() -> dict[str, Person]:
    """Sign everybody in."""
    from documents.scale.plan import NAMED  # noqa: PLC0415 - after the settings

    return {name: Person(email) for name, email in zip(PEOPLE, NAMED, strict=True)}


def measure(scenarios: list[Scenario], *, repeats: int) -> dict[tuple[str, str], Taken]:
    """Ask everything as everybody, in turns so that what else the machine does hits all alike."""
    known = people()
    asked = {(s.name, who): (_query(s, person), s.path) for s in scenarios for who, person in known.items()}
    found = {key: Taken() for key in asked}
    for turn in range(repeats + 2):
        for key, (query, path) in asked.items():
            # The first ones import and connect.
            _ask(known[key[1]], query, found[key], path=path, is_counted=turn >= 2)
    return found


def _query(scenario: Scenario, person: Person) -> dict[str, str]:
    return {**scenario.query, "cursor": middle(person)} if scenario.deep else dict(scenario.query)


def middle(person: Person) -> str:
    """Return the cursor that stands half way through all that a person may see."""
    from documents.cursors import cursors_beside  # noqa: PLC0415 - after the settings
    from documents.listing import Order, Slice  # noqa: PLC0415
    from documents.models import Document  # noqa: PLC0415

    visible = Document.objects.visible_to(person.user).order_by("-pk")
    half = Slice([visible[visible.count() // 2]], Order.NEWEST, has_next=True, has_previous=False)
    return cursors_beside(half, None, 1)[1]


def opened(count: int) -> None:
    """Let everybody have opened documents, as many as are asked for again."""
    from django.utils import timezone  # noqa: PLC0415 - after the settings

    from documents import recents  # noqa: PLC0415
    from documents.models import Document  # noqa: PLC0415

    for person in people().values():
        for document in Document.objects.visible_to(person.user).order_by("-pk")[:count]:
            recents.opened(person.user, document, at=timezone.now())


def _ask(
    person: Person, query: dict[str, str], taken: Taken, *, is_counted: bool, path: str = DOCUMENTS
) -> None:
    from django.db import connection  # noqa: PLC0415 - after the settings

    watch = _Watch()
    with connection.execute_wrapper(watch):
        began = time.perf_counter()
        answer = person.get(query, path)
        took = (time.perf_counter() - began) * 1000
    if is_counted:
        taken.api.append(took)
        taken.sql.append(watch.milliseconds)
        taken.statements.add(watch.statements)
        taken.rows = _rows(answer)


def _rows(answer: Any) -> int:
    if isinstance(answer, list):
        return len(answer)
    return int(answer["counted"]) if "counted" in answer else len(answer["results"])


class _Watch:
    """Counts statements, and the time until each has answered."""

    def __init__(self) -> None:
        self.milliseconds, self.statements = 0.0, 0

    def __call__(self, execute: Callable[..., Any], *given: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(*given)
        finally:
            self.milliseconds += (time.perf_counter() - began) * 1000
            self.statements += 1


def percentile(values: list[float], share: float) -> float:
    """Return a percentile."""
    return sorted(values)[max(0, round(len(values) * share) - 1)]


def figures(found: dict[tuple[str, str], Taken]) -> Iterator[Figure]:
    """Return what is to be told of each, and how it compares."""
    for (name, who), taken in found.items():
        start = f"{name}/{who}"
        for kind, values, goal in (("api", taken.api, API_GOAL_MS), ("sql", taken.sql, SQL_GOAL_MS)):
            yield told(f"{start}/{kind}_p50", statistics.median(values), "ms")
            yield at_most(f"{start}/{kind}_p95", percentile(values, 0.95), "ms", goal)
            yield told(f"{start}/{kind}_p99", percentile(values, 0.99), "ms")
        yield told(f"{start}/rows", taken.rows, "rows")
        yield told(f"{start}/statements", max(taken.statements), "queries")
    for name in dict.fromkeys(name for name, _ in found):
        restricted, all_seeing = (
            statistics.median(found[name, who].api) for who in ("restricted", "superuser")
        )
        yield at_most(f"{name}/restricted_to_superuser", restricted / all_seeing, "times", RATIO_GOAL)


def compared(found: dict[tuple[str, str], Taken], one: str, other: str, goal: float) -> Iterator[Figure]:
    """Return how one scenario compares to another, for everybody."""
    for who in PEOPLE:
        ratio = statistics.median(found[one, who].api) / statistics.median(found[other, who].api)
        yield at_most(f"{one}_to_{other}/{who}", ratio, "times", goal)


def growth(query: dict[str, str]) -> Iterator[Figure]:
    """Return how many statements more a page of 50 documents needs than one of 25."""
    for who, person in people().items():
        counts = []
        for size in ("25", "50"):
            taken = Taken()
            for _ in range(4):  # now and then a request notes that the session is in use
                _ask(person, {**query, "page_size": size}, taken, is_counted=True)
            counts.append(min(taken.statements))
        yield at_most(f"statements_of_50_over_25/{who}", counts[1] - counts[0], "queries", 0)
