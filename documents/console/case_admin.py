"""Cases in the console: the list, the screen of one with its work, and its upload links."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.roles import Verb
from documents import selectors, services
from documents.console import casework, links
from documents.console.about import about_shown
from documents.console.shared_admin import SharedAdmin
from documents.console.sharing import panel
from documents.constants import CASES_AT_WORK, GrantTarget
from documents.models import Case, Document, Product
from documents.permissions import may_change


class CaseForm(forms.ModelForm[Case]):
    """What a case is called, what it is for and its product; the owner is whoever opens it."""

    class Meta:
        model = Case
        fields = ["name", "purpose", "product"]
        widgets = {"purpose": forms.Textarea(attrs={"rows": 2})}
        help_texts = {
            "purpose": "What the documents are needed for, e.g. buying 12 Berea Court.",
            "product": "Says which documents the case must hold; the products screen lists them.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the products that cases can be opened for, and the one that the case has."""
        super().__init__(*args, **kwargs)
        if "product" in self.fields:  # none of them is there for whoever may only look
            product = cast("forms.ModelChoiceField[Product]", self.fields["product"])
            product.queryset = selectors.products_for(self.instance)

    def clean_name(self) -> str:
        """Refuse a name that the owner has given to another case."""
        name = str(self.cleaned_data["name"]).strip()
        others = Case.objects.filter(owner_id=self.instance.owner_id, name=name).exclude(pk=self.instance.pk)
        if self.instance.owner_id and others.exists():
            raise ValidationError("The owner has another case of this name. Choose another name.")
        return name

    def clean(self) -> dict[str, Any]:
        """Refuse to change more than the name of a case that is decided."""
        given = super().clean() or self.cleaned_data
        is_decided = self.instance.pk and self.instance.status not in CASES_AT_WORK
        if is_decided and set(self.changed_data) - {"name"}:
            status = self.instance.get_status_display()
            raise ValidationError(f"The case is {status}: only its name can change. Reopen it first.")
        return given


class CaseAdmin(SharedAdmin):
    """Cases and how many documents they hold."""

    glass_kind = GrantTarget.CASE
    list_event = "cases.listed"

    list_display = ["name", "product", "status", "owner", "held", "created_at"]
    list_select_related = ["owner", "product"]
    list_filter = ["status"]
    search_fields = ["name"]
    form = CaseForm
    fields = ["name", "purpose", "product"]
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # a count for each status asks of every case who may see it

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer products without the buttons beside them: their screens open no windows of their own."""
        found = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "product" and found is not None:
            for button in ("can_add_related", "can_change_related", "can_view_related"):
                setattr(found.widget, button, False)
        return found

    def get_urls(self) -> list[URLPattern]:
        """Add the upload links of a case, moving it and noting something down."""
        wrap = self.admin_site.admin_view
        own = [
            path("<uuid:case_id>/move", wrap(require_POST(self.move_view)), name="documents_case_move"),
            path("<uuid:case_id>/note", wrap(require_POST(self.note_view)), name="documents_case_note"),
            path("<uuid:case_id>/links", wrap(self.links_view), name="documents_case_links"),
            path(
                "<uuid:case_id>/links/<uuid:link_id>/end",
                wrap(require_POST(self.link_end_view)),
                name="documents_case_link_end",
            ),
        ]
        return own + super().get_urls()

    def links_view(self, request: HttpRequest, case_id: UUID) -> HttpResponse:
        """Show the upload links of a case, and make one."""
        return links.links_page(request, _user(request), cast(Case, self._target(request, case_id)))

    def link_end_view(self, request: HttpRequest, case_id: UUID, link_id: UUID) -> HttpResponse:
        """End one."""
        return links.link_end(_user(request), cast(Case, self._target(request, case_id)), link_id)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Case]:
        """Start from what this person may see."""
        in_case = Document.objects.filter(case=OuterRef("pk"), binned_at__isnull=True)
        held = in_case.order_by().values("case").annotate(n=Count("pk"))
        return selectors.case_list(request.user).annotate(held_count=Subquery(held.values("n")))

    def move_view(self, request: HttpRequest, case_id: UUID) -> HttpResponse:
        """Move the case on, or back, then show it."""
        return self._work(request, case_id, casework.move)

    def note_view(self, request: HttpRequest, case_id: UUID) -> HttpResponse:
        """Note something down, then show the case."""
        return self._work(request, case_id, casework.note)

    def _work(
        self, request: HttpRequest, case_id: UUID, work: Callable[[HttpRequest, User, Case], None]
    ) -> HttpResponse:
        case = self.get_queryset(request).filter(pk=case_id).first()
        if case is None:
            raise Http404
        if not self.has_change_permission(request, case):
            raise PermissionDenied
        work(request, _user(request), case)
        return HttpResponseRedirect(reverse("admin:documents_case_change", args=[case.pk]))

    @admin.display(description="documents")
    def held(self, case: Case) -> str:
        """Link to the documents of the case."""
        address = f"{reverse('admin:documents_document_changelist')}?case__id__exact={case.pk}"
        return format_html('<a href="{}">{}</a>', address, getattr(case, "held_count", None) or 0)

    def save_model(self, request: HttpRequest, obj: Case, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's signature
        """Open or change the case through the service."""
        actor, named = _user(request), frozenset(form.changed_data)
        if change:
            edit = services.CaseEdit(named, name=obj.name, purpose=obj.purpose, product=obj.product)
            services.case_update(actor=actor, case=obj, edit=edit)
            return
        made = services.case_create(
            actor=actor, name=obj.name, purpose=obj.purpose, product=obj.product, at=timezone.now()
        )
        obj.pk = made.pk

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show one case and record that it was seen."""
        case = self.get_object(request, object_id)
        if case is None:
            return self.glass_or_404(request, object_id)
        if request.method == "GET" and self.has_view_permission(request, case):
            access, rights = panel(_user(request), case, at=timezone.now())
            work = casework.case_screen(_user(request), case, at=timezone.now().date())
            shown = {"access": access, "about": about_shown(_user(request), case), "work": work}
            extra_context = {**(extra_context or {}), **shown, "may_work": Verb.CHANGE in rights}
        return super().change_view(request, object_id, form_url, extra_context)

    def has_change_permission(self, request: HttpRequest, obj: Case | None = None) -> bool:
        """Renaming is for the owner, for those granted it, and for roles that work on what they see."""
        if obj is None:
            return request.user.has_perm("documents.change_case")
        return may_change(request.user, obj) and self.has_view_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Case | None = None) -> bool:
        """Cases leave by disposal."""
        return False


def _user(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
