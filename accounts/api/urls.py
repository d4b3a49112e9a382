"""Addresses of accounts under /api/v1/."""

from django.urls import path
from rest_framework.routers import DefaultRouter

from accounts.api import mfa
from accounts.api.ip_rules import IPRuleViewSet
from accounts.api.machine_token import MachineTokenView
from accounts.api.people import (
    InvitationAcceptView,
    InvitationViewSet,
    PasswordChangeView,
    PasswordResetConfirmView,
    PasswordResetView,
    RegisterView,
    VerifyResendView,
    VerifyView,
)
from accounts.api.service_accounts import ServiceAccountViewSet
from accounts.api.subjects import SubjectViewSet
from accounts.api.users import UserViewSet
from accounts.api.views import KeysView, LoginView, LogoutView, RefreshView, SessionViewSet
from accounts.api.webhooks import WebhookDeliveryViewSet, WebhookViewSet

router = DefaultRouter(trailing_slash=False)
router.include_root_view = False
router.include_format_suffixes = False
router.register("users", UserViewSet, basename="user")
router.register("service-accounts", ServiceAccountViewSet, basename="service-account")
router.register("webhooks", WebhookViewSet, basename="webhook")
router.register(
    r"webhooks/(?P<webhook_id>[0-9a-f-]{36})/deliveries", WebhookDeliveryViewSet, basename="webhook-delivery"
)
router.register("invitations", InvitationViewSet, basename="invitation")
router.register("subjects", SubjectViewSet, basename="subject")
router.register("sessions", SessionViewSet, basename="session")
router.register("ip-rules", IPRuleViewSet, basename="ip-rule")

urlpatterns = [
    path("auth/login", LoginView.as_view(), name="auth-login"),
    path("auth/refresh", RefreshView.as_view(), name="auth-refresh"),
    path("auth/logout", LogoutView.as_view(), name="auth-logout"),
    path("auth/token", MachineTokenView.as_view(), name="auth-token"),
    path("auth/register", RegisterView.as_view(), name="auth-register"),
    path("auth/verify", VerifyView.as_view(), name="auth-verify"),
    path("auth/verify/resend", VerifyResendView.as_view(), name="auth-verify-resend"),
    path("auth/password/change", PasswordChangeView.as_view(), name="auth-password-change"),
    path("auth/password/reset", PasswordResetView.as_view(), name="auth-password-reset"),
    path(
        "auth/password/reset/confirm", PasswordResetConfirmView.as_view(), name="auth-password-reset-confirm"
    ),
    path("auth/invitations/accept", InvitationAcceptView.as_view(), name="auth-invitation-accept"),
    path("auth/keys", KeysView.as_view(), name="auth-keys"),
    path("auth/mfa/totp", mfa.TotpView.as_view(), name="mfa-totp"),
    path("auth/mfa/totp/confirm", mfa.TotpConfirmView.as_view(), name="mfa-totp-confirm"),
    path("auth/mfa/webauthn", mfa.PasskeyAskView.as_view(), name="mfa-webauthn"),
    path("auth/mfa/webauthn/register", mfa.PasskeyView.as_view(), name="mfa-webauthn-register"),
    path(
        "auth/mfa/webauthn/register/options",
        mfa.PasskeyOptionsView.as_view(),
        name="mfa-webauthn-register-options",
    ),
    path("auth/mfa/verify", mfa.VerifyView.as_view(), name="mfa-verify"),
    path("auth/mfa/recovery-codes", mfa.RecoveryCodesView.as_view(), name="mfa-recovery-codes"),
    path("auth/mfa/devices", mfa.FactorsView.as_view(), name="mfa-devices"),
    path("auth/mfa/devices/<uuid:factor_id>", mfa.FactorView.as_view(), name="mfa-device"),
    path("users/<uuid:user_id>/reset-factors", mfa.FactorsResetView.as_view(), name="user-reset-factors"),
    *router.urls,
]
