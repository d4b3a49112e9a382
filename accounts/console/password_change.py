"""Changing passwords in the console, through the services: the rules, the record and the ended sessions."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.admin.forms import AdminPasswordChangeForm as OwnPasswordForm
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import AdminPasswordChangeForm
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone

from accounts.exceptions import AccountsError
from accounts.factors import has_second_factor
from accounts.models import User
from accounts.permissions import require_fresh_mfa
from accounts.services.passwords import password_change, password_remove, password_set


class ConsolePasswordChangeView(PasswordChangeView):
    """One's own password; every other session ends."""

    form_class = OwnPasswordForm

    def form_valid(self, form: Any) -> HttpResponse:
        """Change it through the service; this session goes on under a new key."""
        user = cast(User, self.request.user)
        if has_second_factor(user):
            require_fresh_mfa(self.request)
        given = form.cleaned_data
        try:
            changed = password_change(
                user=user,
                session=self.request.account_session,  # type: ignore[attr-defined]  # ours
                current=given["old_password"],
                new=given["new_password1"],
                at=timezone.now(),
            )
        except AccountsError as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        update_session_auth_hash(self.request, changed)
        return HttpResponseRedirect(str(self.get_success_url()))


class SetPasswordForm(AdminPasswordChangeForm):  # type: ignore[type-arg]  # not generic at run time
    """Somebody else's password, set by an owner of the installation."""

    def save(self, commit: bool = True) -> User:  # noqa: FBT001, FBT002 - Django's signature
        """Set it through the service; without one the account cannot be signed in to."""
        user = cast(User, self.user)
        if not self.cleaned_data.get("set_usable_password", True):
            return password_remove(user=user, at=timezone.now())
        return password_set(user=user, new=self.cleaned_data["password1"], at=timezone.now())
