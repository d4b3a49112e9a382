"""Roles: one declaration, the same in the database and in the docs."""

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, Permission

from accounts.models import User
from accounts.roles import (
    CEILINGS,
    LETTERS,
    MATRIX,
    TABLE,
    Role,
    Verb,
    roles_given_by,
    roles_sync,
    verbs_reachable,
)
from accounts.roles_printed import BEGIN, END, matrix_markdown, matrix_write

SECURITY = Path(settings.BASE_DIR) / "docs" / "SECURITY.md"


def test_the_docs_print_the_declaration():
    text = SECURITY.read_text()

    assert matrix_write(text) == text, "run manage.py roles --write"


def test_the_printed_table_has_a_row_for_each_right():
    printed = matrix_markdown().split("What a grant")[0]
    rows = [line for line in printed.splitlines() if line.startswith("| ")][2:]
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    held = {
        (what, verb): {role for role, mark in zip(LETTERS.values(), marks, strict=True) if mark}
        for what, verb, *marks in cells
    }

    assert held == {(right.entity, right.verb): set(right.roles) for right in TABLE}
    assert sum(len(roles) for roles in held.values()) == sum(len(rights) for rights in MATRIX.values())


def test_a_document_without_marks_is_refused():
    with pytest.raises(ValueError, match="marks"):
        matrix_write("# Security\n")
    assert matrix_write(f"a\n{BEGIN}\nold\n{END}\nb") == f"a\n{matrix_markdown()}\nb"


def test_each_right_stands_once_and_each_role_has_a_letter():
    assert len({right.permission for right in TABLE}) == len(TABLE)
    assert len({(right.entity, right.verb) for right in TABLE}) == len(TABLE)
    assert sorted(LETTERS.values()) == sorted(Role)
    assert set(CEILINGS) == set(Verb)


@pytest.mark.django_db
def test_a_right_that_a_role_loses_is_removed_by_the_sync():
    group = Group.objects.get(name=Role.AUDITOR)
    group.permissions.add(Permission.objects.get(codename="change_document"))

    roles_sync()

    held = {
        f"{p.content_type.app_label}.{p.codename}" for p in group.permissions.select_related("content_type")
    }
    assert held == MATRIX[Role.AUDITOR]


@pytest.mark.django_db
def test_a_group_that_is_no_role_is_left_alone():
    group = Group.objects.create(name="branch")
    group.permissions.add(Permission.objects.get(codename="change_document"))

    roles_sync()

    assert [p.codename for p in group.permissions.all()] == ["change_document"]


def test_the_administrator_sees_no_document_by_role():
    assert "documents.view_all_documents" not in MATRIX[Role.ADMIN]
    assert not any(
        right.split(".")[1].startswith(("change_document", "share", "dispose"))
        for right in MATRIX[Role.ADMIN]
    )


def test_an_auditor_changes_nothing():
    changing = {right for right in MATRIX[Role.AUDITOR] if not right.split(".")[1].startswith("view_")}

    assert changing == set()
    assert verbs_reachable({Role.AUDITOR}) == {Verb.VIEW}


def test_only_administrators_give_roles():
    assert {role for role in Role if roles_given_by({role})} == {Role.ADMIN}
    assert roles_given_by({"branch"}) == frozenset()


@pytest.mark.django_db
def test_nobody_holds_a_right_of_their_own_beside_those_of_their_roles(owner):
    owner.user_permissions.add(Permission.objects.get(codename="view_all_documents"))

    assert not User.objects.get(pk=owner.pk).has_perm("documents.view_all_documents")
    assert User.objects.get(pk=owner.pk).has_perm("documents.add_document")
