"""Every door of the site: API routes by method, other routes, and what the console's registry offers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.urls import URLPattern, URLResolver, get_resolver

# An argument in a pattern: `(?P<pk>[^/.]+)` or `<uuid:id>`.
ARGUMENT = re.compile(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)|<(?:\w+:)?(\w+)>")
_METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True, slots=True)
class Route:
    """One pattern of the resolver."""

    name: str  # namespaced; the pattern itself where it has no name
    pattern: str
    arguments: frozenset[str]
    callback: Any

    @property
    def is_api(self) -> bool:
        return self.pattern.startswith("api/v1/")

    @property
    def view(self) -> Any:
        """The class behind an API route; None for others."""
        return getattr(self.callback, "cls", None)

    @property
    def methods(self) -> tuple[str, ...]:
        """What the route offers: of a view of the API what it defines, of any other reading and posting."""
        if actions := getattr(self.callback, "actions", None):
            return tuple(method.upper() for method in _METHODS if method in actions)
        if self.view is not None:
            return tuple(method.upper() for method in _METHODS if hasattr(self.view, method))
        return ("GET", "POST")


@dataclass(frozen=True, slots=True)
class Door:
    """A route with a method, or an action of a list in the console."""

    route: Route
    method: str
    action: str = ""

    @property
    def key(self) -> str:
        """What the row of the table is called."""
        shown = f"?action={self.action}" if self.action else ""
        return f"{self.method} {self.route.name}{shown}"


def routes() -> list[Route]:
    """Return every route, in the resolver's order; of two with one name the first answers."""
    found: dict[tuple[str, str], Route] = {}
    for route in _walk(get_resolver().url_patterns):
        found.setdefault((route.name, route.pattern), route)
    return list(found.values())


def doors() -> list[Door]:
    """Return every door."""
    plain = [Door(route, method) for route in routes() for method in route.methods]
    return plain + list(_actions())


def _actions() -> Iterator[Door]:
    by_name = {route.name: route for route in routes()}
    for model, screen in admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
        for action in screen._get_base_actions():  # type: ignore[attr-defined]  # untyped in the stubs
            yield Door(by_name[name], "POST", action[1])


def _walk(
    patterns: list[Any], prefix: str = "", space: str = "", above: frozenset[str] = frozenset()
) -> Iterator[Route]:
    for pattern in patterns:
        part = pattern.pattern
        arguments = above | set(part.converters) | set(part.regex.groupindex)
        full = prefix + str(part)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern.url_patterns, full, inner, arguments)
        elif isinstance(pattern, URLPattern):
            name = f"{space}{pattern.name}" if pattern.name else full or "/"
            yield Route(name, full, arguments, pattern.callback)
