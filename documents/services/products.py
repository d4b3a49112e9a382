"""What can be done to a product: say what it is called and which documents it asks for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.db import IntegrityError, transaction

from accounts.models import User
from audit import trail
from documents.exceptions import ProductNameTaken
from documents.models import Product, ProductRequirement


@dataclass(frozen=True, slots=True)
class Asked:
    """One requirement as it is declared; see `documents.completeness.Requirement`."""

    kind: str
    rule: str = "count"
    count: int = 1
    max_age_days: int | None = None
    max_age_months: int | None = None
    year_ends: int = 2
    is_optional: bool = False


def product_create(
    *, actor: User, name: str, requirements: Sequence[Asked], at: dt.datetime, description: str = ""
) -> Product:
    """Declare a product.

    Raises:
        ProductNameTaken: there is another one of this name.
    """
    product = Product(name=name.strip(), description=description.strip(), created_at=at)
    with transaction.atomic():
        _save(product)
        _write(product, requirements)
        trail.record("product.created", target=product, details={"requirements": len(requirements)})
    return product


def product_update(
    *,
    actor: User,
    product: Product,
    name: str | None = None,
    description: str | None = None,
    is_active: bool | None = None,
    requirements: Sequence[Asked] | None = None,
) -> Product:
    """Change a product; cases of it are weighed by the new requirements from now on.

    Raises:
        ProductNameTaken: there is another one of this name.
    """
    with transaction.atomic():
        locked = Product.objects.select_for_update().get(pk=product.pk)
        locked.name = locked.name if name is None else name.strip()
        locked.description = locked.description if description is None else description.strip()
        locked.is_active = locked.is_active if is_active is None else is_active
        _save(locked)
        if requirements is not None:
            locked.requirements.all().delete()
            _write(locked, requirements)
        details = None if requirements is None else {"requirements": [asdict(one) for one in requirements]}
        trail.record("product.updated", target=locked, details=details)
    return locked


def _write(product: Product, requirements: Sequence[Asked]) -> None:
    ProductRequirement.objects.bulk_create(
        ProductRequirement(product=product, position=position, **asdict(one))
        for position, one in enumerate(requirements)
    )


def _save(product: Product) -> None:
    try:
        with transaction.atomic():
            product.save()
    except IntegrityError as error:
        raise ProductNameTaken("There is another product of this name.") from error
