"""Every address of the site."""

from typing import Any

from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from accounts.console.people import AcceptPage, ForgottenPage, ResetPage, VerifyPage
from config import health
from config.api.errors import not_found
from documents.console.link_page import LinkPage

handler400 = "config.refusals.bad_request"
handler403 = "config.refusals.permission_denied"
handler404 = "config.refusals.page_not_found"
handler500 = "config.refusals.server_error"

v1: list[Any] = [
    path("", include("accounts.api.urls")),
    path("", include("documents.api.urls")),
    path("", include("audit.api.urls")),
    path("schema", SpectacularAPIView.as_view(), name="schema"),
]

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index", permanent=False)),
    # Django's sign-in page shows the link where this name exists.
    path("account/forgotten", ForgottenPage.as_view(), name="admin_password_reset"),
    path("admin/", admin.site.urls),
    path("account/verify", VerifyPage.as_view(), name="account-verify"),
    path("account/reset", ResetPage.as_view(), name="account-reset"),
    path("account/accept", AcceptPage.as_view(), name="account-accept"),
    path("in/<str:secret>", LinkPage.as_view(), name="upload-link"),
    path("api/v1/", include((v1, "v1"))),
    re_path(r"^api/", not_found),
    path("docs", SpectacularSwaggerSplitView.as_view(url_name="v1:schema"), name="docs"),
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
]
