"""Products in the console: what cases are opened for, and which documents each of them asks for."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from audit.recorded_admin import RecordedList
from documents import selectors, services
from documents.console import product_forms
from documents.console.shared_admin import user_of
from documents.exceptions import DocumentsError, ProductNameTaken
from documents.models import Product
from documents.permissions import may_change_products, may_declare_products, may_see_products

MORE = "more"  # the button that asks for empty rows and saves nothing


class OfferedFilter(admin.SimpleListFilter):
    """Products that new cases can be opened for, and the others."""

    title = "state"
    parameter_name = "offered"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer both."""
        return [("yes", "offered"), ("no", "not offered")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Product]) -> QuerySet[Product]:
        """Narrow by one of them."""
        wanted = {"yes": True, "no": False}.get(self.value() or "")
        return queryset if wanted is None else queryset.filter(is_active=wanted)


class ProductAdmin(RecordedList):
    """A list and a screen of our own; what is declared and changed goes through the services."""

    actions = None
    list_title = "Products"
    list_event = "products.listed"
    list_display = ["name", "asked_for", "offered", "declared"]
    list_filter = [OfferedFilter]
    search_fields = ["name"]
    ordering = ["name", "id"]
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    def get_queryset(self, request: HttpRequest) -> QuerySet[Product]:
        """List every product: they hold nothing about anybody."""
        return selectors.product_list()

    @admin.display(description="documents asked for")
    def asked_for(self, product: Product) -> int:
        """Show how many requirements it has."""
        return len(product.requirements.all())

    @admin.display(description="state", ordering="is_active")
    def offered(self, product: Product) -> str:
        """Show whether new cases can be opened for it."""
        kind, text = ("ready", "offered") if product.is_active else ("failed", "not offered")
        return format_html('<span class="badge badge-{}">{}</span>', kind, text)

    @admin.display(description="declared", ordering="created_at")
    def declared(self, product: Product) -> str:
        """Show the day it was declared."""
        return f"{product.created_at:%Y-%m-%d}"

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Declare a product."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        return self._edited(request, None)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show one product; post what changed."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        product = self.get_object(request, object_id)
        if product is None:
            raise Http404
        if self.has_change_permission(request):
            return self._edited(request, product)
        if request.method == "POST":
            raise PermissionDenied
        return self._page(request, product)

    def _edited(self, request: HttpRequest, product: Product | None) -> HttpResponse:
        """Show the form; save what was posted, or say why not and keep it."""
        form = product_forms.product_form(request, product)
        if request.method == "POST" and MORE in request.POST:
            rows = product_forms.with_more_rows(request)
            return self._page(request, product, form=form, rows=rows, is_unfinished=True)
        rows = product_forms.requirement_rows(request, product)
        # Both are asked, so that everything that is wrong is shown at once.
        if request.method == "POST" and all([form.is_valid(), rows.is_valid()]):
            try:
                saved = _save(request, product, form.cleaned_data, product_forms.asked_in(rows))
            except ProductNameTaken as error:
                form.add_error("name", str(error))
            except DocumentsError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, f"{saved.name} is saved.")
                return HttpResponseRedirect(reverse("admin:documents_product_change", args=[saved.pk]))
        return self._page(request, product, form=form, rows=rows)

    def _page(self, request: HttpRequest, product: Product | None, **more: Any) -> HttpResponse:
        if product is not None:
            self.record_viewed(product)
        needed = product.requirements.all() if product is not None else []
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": product.name if product is not None else "Add a product",
            "product": product,
            "needed": [
                (one, product_forms.requirement_words(one), product_forms.age_words(one)) for one in needed
            ],
            "more_button": MORE,
            **more,
        }
        return TemplateResponse(request, "admin/documents/product/screen.html", context)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """The menu shows products to those who see them."""
        return may_see_products(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Product | None = None) -> bool:
        """Roles that work on cases, and those that look over it."""
        return may_see_products(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Compliance officers."""
        return may_declare_products(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Product | None = None) -> bool:
        """Compliance officers."""
        return may_change_products(request.user)

    def has_delete_permission(self, request: HttpRequest, obj: Product | None = None) -> bool:
        """Nobody: what is offered no more is kept with the cases that were opened for it."""
        return False


def _save(
    request: HttpRequest, product: Product | None, given: dict[str, Any], asked: list[services.Asked]
) -> Product:
    """Declare or change the product; only what differs is named as changed."""
    if product is None:
        return services.product_create(actor=user_of(request), requirements=asked, at=timezone.now(), **given)
    changes: dict[str, Any] = {
        name: value for name, value in given.items() if value != getattr(product, name)
    }
    if asked != product_forms.requirements_asked(product):
        changes["requirements"] = asked
    if not changes:
        return product
    return services.product_update(actor=user_of(request), product=product, **changes)
