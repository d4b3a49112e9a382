"""Addresses of accounts under /api/v1/."""

from django.urls import path

from accounts.api.views import LoginView, RefreshView

urlpatterns = [
    path("auth/login", LoginView.as_view(), name="auth-login"),
    path("auth/refresh", RefreshView.as_view(), name="auth-refresh"),
]
