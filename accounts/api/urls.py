"""Addresses of accounts under /api/v1/."""

from django.urls import path
from rest_framework.routers import DefaultRouter

from accounts.api.machine_token import MachineTokenView
from accounts.api.users import UserViewSet
from accounts.api.views import KeysView, LoginView, LogoutView, RefreshView, SessionViewSet

router = DefaultRouter(trailing_slash=False)
router.include_root_view = False
router.include_format_suffixes = False
router.register("users", UserViewSet, basename="user")
router.register("sessions", SessionViewSet, basename="session")

urlpatterns = [
    path("auth/login", LoginView.as_view(), name="auth-login"),
    path("auth/refresh", RefreshView.as_view(), name="auth-refresh"),
    path("auth/logout", LogoutView.as_view(), name="auth-logout"),
    path("auth/token", MachineTokenView.as_view(), name="auth-token"),
    path("auth/keys", KeysView.as_view(), name="auth-keys"),
    *router.urls,
]
