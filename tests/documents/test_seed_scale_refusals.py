"""Where `seed_scale` makes nothing up."""

import pytest
from django.core.management import CommandError, call_command

from documents.models import Document
from tests.factories import document_from

pytestmark = pytest.mark.django_db


def test_other_documents_are_not_mixed_with_made_up_ones(owner):
    document_from(owner=owner)

    with pytest.raises(CommandError, match="other documents"):
        call_command("seed_scale")
    assert Document.objects.count() == 1


def test_a_production_is_never_filled(settings):
    settings.IS_PRODUCTION = True

    with pytest.raises(CommandError, match="production"):
        call_command("seed_scale", yes=True)
    assert not Document.objects.exists()
