"""Rules of the house that a tool can hold."""

import ast
import pathlib
import subprocess

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from config.env import VARIABLES

ROOT = pathlib.Path(settings.BASE_DIR)
APPS = ["config", "vault", "audit", "accounts", "documents", "transactions", "compliance"]
FILES = sorted(path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts)
# Outsiders run the verifier alone, as one file.
LONGER = {"audit/verifier.py": 500}
# Rows that are numbered all the same, and why.
NUMBERED = {"BatchItem": "a hundred thousand a batch; whoever is outside names them by batch and position"}


def _name(path):
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_a_file_opens_with_one_line_and_stays_under_400(path):
    source = path.read_text()
    if not source:
        assert path.name == "__init__.py"
        return
    assert ast.get_docstring(ast.parse(source)), "the first line says what lives here"
    assert source.count("\n") <= LONGER.get(_name(path), 400)


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_functions_stay_under_50_lines(path):
    functions = [
        node
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    lengths = {f.name: (f.end_lineno or f.lineno) - f.lineno + 1 for f in functions}
    assert {name: lines for name, lines in lengths.items() if lines > 50} == {}


def test_no_file_is_a_catch_all():
    assert [p for p in FILES if p.stem in {"utils", "helpers", "common", "misc"}] == []


def test_every_variable_read_is_declared_and_documented():
    guide = (ROOT / "docs" / "QUICK_START.md").read_text()
    read = {
        node.args[0].value
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id.startswith("env_")
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    assert read - VARIABLES.keys() == set()
    assert [name for name in VARIABLES if f"`{name}`" not in guide] == []


def test_every_command_is_documented():
    commands = {
        path.stem
        for app in APPS
        for path in (ROOT / app / "management" / "commands").glob("*.py")
        if path.stem != "__init__"
    }
    guide = (ROOT / "docs" / "QUICK_START.md").read_text()
    assert [name for name in sorted(commands) if f"manage.py {name}" not in guide] == []


def test_keys_are_uuidv7_except_where_a_library_decides():
    ours = [
        m
        for m in apps.get_models()
        if m._meta.app_label in APPS and "objectpermission" not in m._meta.label_lower
    ]
    # A row that only ties others together, or adds to one, is named by their keys.
    borrowed = {"CompositePrimaryKey", "OneToOneField"}
    others = [m.__name__ for m in ours if m._meta.pk.get_internal_type() not in {"UUIDField", *borrowed}]
    assert sorted(others) == sorted(NUMBERED)


def test_money_is_never_a_float():
    floats = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in APPS
        for field in model._meta.get_fields()
        if getattr(field, "get_internal_type", lambda: "")() == "FloatField"
        and any(word in field.name for word in ("amount", "balance", "expected", "found", "total"))
    ]
    assert floats == []


def test_every_trail_model_and_field_exists():
    for entry in settings.AUDITLOG_INCLUDE_TRACKING_MODELS:
        model = apps.get_model(str(entry["model"]))
        known = {field.name for field in model._meta.get_fields()}
        assert set(entry["include_fields"]) <= known


def _routes(patterns, prefix=""):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, prefix + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield prefix + str(pattern.pattern), pattern.callback


def test_every_api_route_but_login_asks_who_it_is():
    open_routes = {"auth/login", "auth/refresh", "auth/keys", "auth/token", "schema"}
    open_routes |= {"auth/register", "auth/verify", "auth/verify/resend", "auth/invitations/accept"}
    open_routes |= {"auth/password/reset", "auth/password/reset/confirm"}
    for route, callback in _routes(get_resolver().url_patterns):
        view = getattr(callback, "cls", None)
        if not route.startswith("api/v1/") or view is None or route.removeprefix("api/v1/") in open_routes:
            continue
        names = [permission.__name__ for permission in view.permission_classes]
        assert names, route
        assert "AllowAny" not in names, route


def test_the_repository_holds_no_generated_or_private_file():
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert [
        f for f in tracked.stdout.splitlines() if f.startswith(("var/", ".venv/")) or f.endswith(".pyc")
    ] == []
