"""Pages for people who cannot sign in yet: forgotten password, and the links of mails.

The token of a link stands behind `#`, a part that browsers send to nobody: opening the link (or a scanner's
visit) uses nothing up and leaves the token in no log. A script of ours puts it into the form; without scripts
it is pasted. Only the form, posted, uses it.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.auth.password_validation import password_validators_help_texts
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import FormView

from accounts.exceptions import AccountsError, PasswordsBusy
from accounts.services.invitations import invitation_accept
from accounts.services.passwords import password_reset, password_reset_ask
from accounts.services.registration import address_verify


class AddressForm(forms.Form):
    """An address."""

    email = forms.EmailField(
        label="E-mail address", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )


class TokenForm(forms.Form):
    """The token of a link."""

    token = forms.CharField(
        label="Code",
        max_length=200,
        help_text="What stands behind # in the link.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "data-from-hash": ""}),
    )


class NewPasswordForm(TokenForm):
    """The token of a link and a new password, twice."""

    password = forms.CharField(
        label="New password",
        strip=False,
        max_length=1024,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="The same again",
        strip=False,
        max_length=1024,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say what a password must be."""
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = " ".join(password_validators_help_texts())

    def clean_again(self) -> str:
        """Compare the two."""
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password", again):
            raise forms.ValidationError("The two are not the same.")
        return again


@method_decorator(never_cache, name="dispatch")
class PublicPage(FormView[Any]):
    """A page with one form, under the console's theme."""

    template_name = "account/form.html"
    rate_class: ClassVar[dict[str, str]] = {"POST": "auth"}
    title = ""
    verb = "Send"
    done = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the theme shows."""
        site = admin.site.each_context(self.request)
        return {**site, **super().get_context_data(**kwargs), "title": self.title, "verb": self.verb}

    def form_valid(self, form: Any) -> HttpResponse:
        """Do it, and say so; what is refused is said beside the form."""
        try:
            self.act(form.cleaned_data)
        except AccountsError as error:
            form.add_error(None, str(error))
            response = self.form_invalid(form)
            if isinstance(error, PasswordsBusy):
                response["Retry-After"] = "5"
            response.status_code = error.status
            return response
        context = {**admin.site.each_context(self.request), "title": self.title, "said": self.done}
        return TemplateResponse(self.request, "account/said.html", context)

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show the form again."""
        return self.render_to_response(self.get_context_data(form=form), status=HTTPStatus.BAD_REQUEST)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Answer; nothing that is followed from here learns where it was followed from."""
        response = super().dispatch(request, *args, **kwargs)
        response["Referrer-Policy"] = "no-referrer"
        return response

    def act(self, given: dict[str, Any]) -> None:
        """Do what the page is for."""
        raise NotImplementedError


class ForgottenPage(PublicPage):
    """Ask for a link to set a new password."""

    form_class, title = AddressForm, "Forgotten password"
    done = "If this address has an account, a link is on its way to it, good for 30 minutes."

    def act(self, given: dict[str, Any]) -> None:
        """Ask."""
        password_reset_ask(email=given["email"])


class VerifyPage(PublicPage):
    """Confirm an address."""

    form_class, title, verb = TokenForm, "Confirm your address", "Confirm"
    done = "The address is confirmed. You can sign in now."

    def act(self, given: dict[str, Any]) -> None:
        """Confirm."""
        address_verify(token=given["token"], at=timezone.now())


class ResetPage(PublicPage):
    """Set a new password."""

    form_class, title, verb = NewPasswordForm, "Set a new password", "Set it"
    done = "The password is set, and all sessions are ended. Sign in with it."

    def act(self, given: dict[str, Any]) -> None:
        """Set it."""
        password_reset(token=given["token"], new=given["password"], at=timezone.now())


class AcceptPage(PublicPage):
    """Accept an invitation."""

    form_class, title, verb = NewPasswordForm, "Accept the invitation", "Make the account"
    done = "The account is made. Sign in with it; you will be asked to set up a second factor."

    def act(self, given: dict[str, Any]) -> None:
        """Accept."""
        invitation_accept(token=given["token"], password=given["password"], at=timezone.now())
