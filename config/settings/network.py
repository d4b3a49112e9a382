"""The network: whom to believe, how often, what is forbidden to browsers. Part of the base settings."""

from __future__ import annotations

from csp.constants import NONCE

from config.env import env_list

TRUSTED_PROXIES = env_list("TRUSTED_PROXIES")
IP_RULES_HELD_SECONDS = 1.0  # how old the rules may be that a process goes by
# How many in how many seconds. A route names its class (`rate_class`) or gets one by address and method.
RATE_LIMITS: dict[str, dict[str, tuple[int, int]]] = {
    "auth": {"address": (60, 60), "account": (60, 60)},
    "read": {"address": (1200, 60), "account": (600, 60)},
    "write": {"address": (600, 60), "account": (300, 60)},
    "upload": {"address": (300, 60), "account": (120, 60)},
    "chunk": {"address": (2400, 60), "account": (1200, 60)},  # pieces of resumable uploads
    "link": {"address": (60, 60)},  # the public page of an upload link
    "export": {"address": (60, 60), "account": (20, 60)},
    # Wrong passwords (accounts/sign_in_guard.py): at one account from one place, at one account from all
    # places where its owner never was, and at any account from one address.
    "sign_in": {"place": (10, 900), "strangers": (30, 3600), "address": (100, 3600)},
    # Wrong client secrets (accounts/secret_guard.py): of one client, and of any, from one address.
    "client_secret": {"place": (20, 900), "address": (100, 3600)},
}
AXES_HANDLER = "accounts.sign_in_guard.SignInHandler"
AXES_USERNAME_FORM_FIELD = "username"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "config.middleware.sign_in.sign_in_refused"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_ENABLE_ADMIN = False  # its tables stay empty: the handler counts elsewhere
AXES_VERBOSE = False
DEVICE_COOKIE_NAME = "device"
CORS_ALLOWED_ORIGINS = env_list("CORS_ALLOWED_ORIGINS")
CORS_URLS_REGEX = r"^/api/"
CORS_ALLOW_CREDENTIALS = False  # the API knows callers by their token, never by a cookie
CORS_ALLOW_HEADERS = [
    "accept",
    "authorization",
    "content-type",
    "idempotency-key",
    "if-match",
    "if-none-match",
    "prefer",
    "tus-resumable",
    "upload-checksum",
    "upload-length",
    "upload-metadata",
    "upload-offset",
    "x-http-method-override",
    "x-purpose",
    "x-request-id",
]
CORS_EXPOSE_HEADERS = [
    "content-disposition",
    "etag",
    "location",
    "ratelimit",
    "ratelimit-limit",
    "ratelimit-policy",
    "ratelimit-remaining",
    "ratelimit-reset",
    "retry-after",
    "tus-checksum-algorithm",
    "tus-extension",
    "tus-max-size",
    "tus-resumable",
    "tus-version",
    "upload-expires",
    "upload-length",
    "upload-metadata",
    "upload-offset",
    "x-request-id",
]

# Headers
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'", NONCE],
        "style-src": ["'self'", NONCE],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
# Nothing here uses any of these; passkeys are asked for by our own pages alone.
PERMISSIONS_POLICY: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        (
            "accelerometer",
            "autoplay",
            "browsing-topics",
            "camera",
            "display-capture",
            "encrypted-media",
            "fullscreen",
            "geolocation",
            "gyroscope",
            "hid",
            "idle-detection",
            "magnetometer",
            "microphone",
            "midi",
            "payment",
            "picture-in-picture",
            "screen-wake-lock",
            "serial",
            "usb",
            "xr-spatial-tracking",
        ),
        (),
    ),
    "publickey-credentials-create": ("self",),
    "publickey-credentials-get": ("self",),
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
