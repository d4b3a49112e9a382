"""Field changes as django-auditlog tells them, without what they need not cost."""

from __future__ import annotations

from collections.abc import Iterable
from functools import wraps
from typing import Any

from auditlog.receivers import log_update
from auditlog.registry import auditlog
from django.db import models, router, transaction
from django.db.models.signals import pre_save


def tracking_complete() -> None:
    """Make each save of an audited model one transaction with its entry, and look only where it matters."""
    for model in auditlog.get_models():
        model.save_base = _whole(model.save_base)
        uid = auditlog._dispatch_uid(pre_save, log_update)  # noqa: SLF001 - under the same, `unregister` finds ours
        if not pre_save.disconnect(sender=model, dispatch_uid=uid):
            raise RuntimeError(f"django-auditlog does not listen to {model.__name__} as it did.")
        pre_save.connect(update_log, sender=model, dispatch_uid=uid)


def update_log(
    sender: type[models.Model],
    instance: models.Model,
    update_fields: Iterable[str] | None = None,
    **kwargs: Any,
) -> None:
    """Write what an update changes, unless none of the fields it writes is audited.

    django-auditlog would read the row once more and find nothing. Source: `python -m benchmarks.audit`.
    """
    included = auditlog.get_model_fields(sender)["include_fields"]
    written = {f.name: f.attname for f in sender._meta.concrete_fields if f.name in included}
    watched = written.keys() | set(written.values())
    if update_fields is not None and watched and watched.isdisjoint(update_fields):
        return
    log_update(sender, instance, update_fields=update_fields, **kwargs)


def _whole(save_base: Any) -> Any:
    """Return `save_base` within a transaction.

    django-auditlog writes that a row was updated before it is: without a transaction around both, a save that
    fails would leave an entry of a change that never was, and an entry that fails a change that is not told.
    """

    @wraps(save_base)
    def save_whole(self: Any, *args: Any, **kwargs: Any) -> Any:
        using = kwargs.get("using") or router.db_for_write(type(self), instance=self)
        with transaction.atomic(using=using, savepoint=False):
            return save_base(self, *args, **kwargs)

    return save_whole
