"""Every model that people change is audited, field by field, or exempt for a reason."""

import pytest
from auditlog.registry import auditlog
from django.apps import apps

from config.audited import AUDITED, EXEMPT

NAMES = [one["model"] for one in AUDITED]
# What is personal, or can hold something personal: it never stands in the trail in clear.
PERSONAL = {
    "email",
    "full_name",
    "name",
    "file_name",
    "reason",
    "text",
    "url",
    "contact",
    "context",
    "description",
}


def test_every_model_is_audited_or_says_why_not():
    models = [
        m._meta.label
        for app in ("accounts", "documents", "vault")
        for m in apps.get_app_config(app).get_models()
    ]

    assert sorted([*NAMES, *EXEMPT]) == sorted([*models, "audit.TrailHold"])
    assert all(len(reason) > 20 for reason in EXEMPT.values())


@pytest.mark.parametrize("entry", AUDITED, ids=NAMES)
def test_fields_are_named_one_by_one_and_none_is_personal(entry):
    model = apps.get_model(entry["model"])
    known = {field.name: field for field in model._meta.get_fields()}
    named = set(entry["include_fields"])

    assert named
    assert named <= known.keys()
    choices = {name for name in named if getattr(known[name], "choices", None)}
    assert not (named - choices - set(entry["mask_fields"])) & PERSONAL


def test_nothing_is_audited_beside_the_list():
    assert {model._meta.label for model in auditlog.get_models()} == set(NAMES)
