"""What every environment shares. Every variable that is read here is declared in config/env.py."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import django_stubs_ext

from config import embedded
from config.audited import AUDITED
from config.connections import database_settings
from config.env import env_bool, env_choice, env_int, env_list, env_secret, env_str
from config.mail import mail_settings, public_url
from config.settings.network import *  # noqa: F403 - settings are one namespace

django_stubs_ext.monkeypatch()  # admin classes and forms are generic to the type checker

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = Path(env_str("MUNIMENT_VAR") or BASE_DIR / "var")

SECRET_KEY = env_secret("DJANGO_SECRET_KEY")
DEBUG = False
ALLOWED_HOSTS = env_list("DJANGO_ALLOWED_HOSTS")
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "config.apps.MunimentAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "config.apps.WiringConfig",  # before the libraries whose commands it takes the place of
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "guardian",
    "auditlog",
    "django_otp",
    "csp",
    "corsheaders",
    "axes",
    "vault",
    "audit",
    "accounts",
    "documents",
    "transactions",
    "compliance",
]

MIDDLEWARE = [
    # The true address first; then everything that every answer must carry, also refusals and failures.
    "config.middleware.client_address.ClientAddressMiddleware",
    "audit.middleware.RequestIdMiddleware",
    "config.middleware.headers.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "config.middleware.plain_requests.PlainRequestsMiddleware",
    "config.middleware.ip_rules.IPRulesMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.ConsoleSessionMiddleware",
    "audit.middleware.RequestIdentityMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "config.middleware.ip_rules.AccountAddressMiddleware",
    "config.middleware.rates.RateLimitMiddleware",
    "config.middleware.sign_in.DeviceCookieMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ]
        },
    }
]

# PostgreSQL and Redis, always; with neither configured, the embedded servers under var/.
DATABASE_URL = env_str("DATABASE_URL")
REDIS_URL = env_str("REDIS_URL")
IS_EMBEDDED = not DATABASE_URL or not REDIS_URL
_PREPARED = 0 if not DATABASE_URL or env_bool("DATABASE_PREPARED") else None
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        **database_settings(DATABASE_URL or embedded.database_url(VAR_DIR)),
        "ENGINE": "django.db.backends.postgresql",
        "ATOMIC_REQUESTS": False,
        # A pool must not keep connections of its own beside Django's: CONN_MAX_AGE stays 0.
        "CONN_MAX_AGE": 0,
        # None: nothing is prepared. 0: what the server binds, the trail's one statement, is prepared at once.
        "OPTIONS": {"pool": {"min_size": 1, "max_size": 12, "timeout": 5}, "prepare_threshold": _PREPARED},
    }
}
# The application owns no table; migrations connect as the role that does.
DATABASE_OWNER_URL = env_str("DATABASE_OWNER_URL") or ("" if DATABASE_URL else embedded.owner_url(VAR_DIR))
if DATABASE_OWNER_URL:
    DATABASES["owner"] = {**DATABASES["default"], **database_settings(DATABASE_OWNER_URL), "OPTIONS": {}}
REDIS = REDIS_URL or embedded.redis_url(VAR_DIR)
_REDIS_CACHE: dict[str, Any] = {
    "BACKEND": "django_redis.cache.RedisCache",
    "LOCATION": REDIS,
    "KEY_PREFIX": "muniment",
    # JSON, not pickle: whoever can write to Redis must not be able to run code here.
    "OPTIONS": {
        "SERIALIZER": "django_redis.serializers.json.JSONSerializer",
        "SOCKET_CONNECT_TIMEOUT": 2,
        "SOCKET_TIMEOUT": 2,
    },
}
CACHES: dict[str, dict[str, Any]] = {
    "default": _REDIS_CACHE,
    # Sessions are found in PostgreSQL where Redis does not answer.
    "sessions": {**_REDIS_CACHE, "OPTIONS": {**_REDIS_CACHE["OPTIONS"], "IGNORE_EXCEPTIONS": True}},
}
# From Redis, with PostgreSQL as the truth: while Redis is away people still sign in and work.
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_CACHE_ALIAS = "sessions"
SESSION_COOKIE_AGE = 12 * 3600  # the longest any session lives; its row says when it ends
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "config.refusals.csrf_failure"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.sign_in_guard.GuardedBackend"]
# Older hashes are read, and made anew at the next sign-in.
PASSWORD_HASHERS = ["accounts.hashing.BcryptHasher", "accounts.hashing.OlderHasher"]
BCRYPT_ROUNDS = max(env_int("BCRYPT_ROUNDS"), 10)  # OWASP ASVS 5 appendix C: 10 at least
PASSWORD_HASHES_AT_ONCE = env_int("PASSWORD_HASHES_AT_ONCE")
PASSWORD_GATE_DIR = VAR_DIR / "locks" / "passwords"
BREACHED_PASSWORDS_FILE = env_str("BREACHED_PASSWORDS_FILE")
AUTH_PASSWORD_VALIDATORS = [{"NAME": "accounts.passwords.PasswordRules"}]
LOGIN_URL = "admin:login"
# Grants are direct foreign keys; guardian's generic tables stay empty and its anonymous user is not made.
ANONYMOUS_USER_NAME = None
# has_perm(x, object) would ask guardian row by row; `visible_to` asks once for all rows.
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]
GUARDIAN_MONKEY_PATCH_USER = False
GUARDIAN_MONKEY_PATCH_GROUP = False

# The vault
VAULT_KEK_URI = env_str("VAULT_KEK_URI") or f"file:{VAR_DIR}/keys/kek.json"
STORAGE_DIR = Path(env_str("STORAGE_DIR") or VAR_DIR / "documents")
VAULT_SPOOL_DIR = STORAGE_DIR / "spool"
_FILES = {
    "BACKEND": "django.core.files.storage.FileSystemStorage",
    "OPTIONS": {"location": STORAGE_DIR / "files", "file_permissions_mode": 0o600},
}
_S3 = {
    "BACKEND": "storages.backends.s3.S3Storage",
    "OPTIONS": {
        "bucket_name": env_str("S3_BUCKET"),
        "endpoint_url": env_str("S3_ENDPOINT_URL") or None,
        "region_name": env_str("S3_REGION") or None,
        "access_key": env_secret("S3_ACCESS_KEY") or None,
        "secret_key": env_secret("S3_SECRET_KEY") or None,
        "file_overwrite": False,
        "default_acl": None,
    },
}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # nothing is stored in clear
    "documents": _S3 if env_str("STORAGE_BACKEND") == "s3" else _FILES,
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
FILE_UPLOAD_HANDLERS = ["documents.uploads.SealingUploadHandler"]
UPLOAD_MAX_BYTES = env_int("UPLOAD_MAX_MIB") * 1024**2
UPLOAD_FORMATS = env_list("UPLOAD_FORMATS")
CLAMD_URI = env_str("CLAMD_URI")
IMAP_URL = env_secret("IMAP_URL")
IMAP_CA = env_str("IMAP_CA")
IMAP_OWNER = env_str("IMAP_OWNER")
IMAP_CASE = env_str("IMAP_CASE")
IMAP_SENDERS = env_list("IMAP_SENDERS")
IMAP_DONE_FOLDER = env_str("IMAP_DONE_FOLDER")
WATCH_OWNER = env_str("WATCH_OWNER")
WATCH_CASE = env_str("WATCH_CASE")
WATCH_SETTLE_SECONDS = float(env_int("WATCH_SETTLE_SECONDS"))
WATCH_DONE_DAYS = env_int("WATCH_DONE_DAYS")
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# Looking into what one may not see ends by itself.
BIN_DAYS = env_int("BIN_DAYS")
DUPLICATES = env_choice("DUPLICATES", "warn", "link", "refuse")
FILES_VERIFY_MIB = env_int("FILES_VERIFY_MIB")
BREAK_GLASS_LASTS = dt.timedelta(minutes=env_int("BREAK_GLASS_MINUTES"))

# The trail
AUDITLOG_LOGENTRY_MODEL = "audit.LogEntry"
TRAIL_KEY_URI = env_str("TRAIL_KEY_URI") or f"file:{VAR_DIR}/keys/trail.pem"
TRAIL_ORIGIN = env_str("TRAIL_ORIGIN")
TRAIL_EARLIER_KEYS = env_list("TRAIL_EARLIER_KEYS")
TRAIL_ANCHORS = env_list("TRAIL_ANCHORS") or ([f"file:{VAR_DIR}/anchors"] if IS_EMBEDDED else [])
TRAIL_ARCHIVES = env_str("TRAIL_ARCHIVES") or (f"file:{VAR_DIR}/archives" if IS_EMBEDDED else "")
TRAIL_S3 = {
    "endpoint_url": env_str("TRAIL_S3_ENDPOINT_URL") or env_str("S3_ENDPOINT_URL"),
    "region_name": env_str("TRAIL_S3_REGION") or env_str("S3_REGION"),
    "access_key": env_secret("TRAIL_S3_ACCESS_KEY") or env_secret("S3_ACCESS_KEY"),
    "secret_key": env_secret("TRAIL_S3_SECRET_KEY") or env_secret("S3_SECRET_KEY"),
}
TRAIL_TSA_CA = env_str("TRAIL_TSA_CA")
TRAIL_SYSLOG_CA = env_str("TRAIL_SYSLOG_CA")
MIGRATION_MODULES = {"auditlog": None}  # its own table would only stand empty beside ours
AUDITLOG_DISABLE_REMOTE_ADDR = True  # ours comes from audit.context, not from a header anybody can send
AUDITLOG_INCLUDE_TRACKING_MODELS = AUDITED
AUDITLOG_MASK_CALLABLE = "config.audited.hidden"

# People and mail
REGISTRATION_OPEN = env_bool("REGISTRATION_OPEN")
PUBLIC_URL = public_url(env_str("PUBLIC_URL") or f"http://127.0.0.1:{env_int('MUNIMENT_PORT')}")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env_str("MAIL_FROM") or "muniment@localhost"
EMAIL_TIMEOUT = 10
_MAIL = mail_settings(env_secret("EMAIL_URL") or f"file://{VAR_DIR}/mail")
EMAIL_BACKEND, EMAIL_FILE_PATH = _MAIL.backend, _MAIL.folder
EMAIL_HOST, EMAIL_PORT = _MAIL.host, _MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _MAIL.user, _MAIL.password
EMAIL_USE_TLS, EMAIL_USE_SSL = _MAIL.starts_tls, _MAIL.is_tls

# Background work
CELERY_BROKER_URL = (
    f"redis+socket://{REDIS.removeprefix('unix://')}" if REDIS.startswith("unix://") else REDIS
)
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "notify"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600, "socket_timeout": 5, "max_retries": 2}
READ_LEASE = dt.timedelta(seconds=30)  # renewed every five seconds while a worker reads
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "documents.tasks.documents_sweep_task", "schedule": dt.timedelta(seconds=10)},
    "uploads": {"task": "documents.tasks.uploads_sweep_task", "schedule": dt.timedelta(seconds=30)},
    "scans": {"task": "documents.tasks.scans_sweep_task", "schedule": dt.timedelta(seconds=15)},
    "orphans": {"task": "documents.tasks.orphans_remove_task", "schedule": dt.timedelta(hours=1)},
    "webhooks": {"task": "accounts.tasks.webhooks_sweep_task", "schedule": dt.timedelta(seconds=10)},
    "webhook-log": {"task": "accounts.tasks.webhooks_prune_task", "schedule": dt.timedelta(hours=1)},
    "mails": {"task": "accounts.tasks.mails_sweep_task", "schedule": dt.timedelta(seconds=30)},
    "registrations": {
        "task": "accounts.tasks.registrations_sweep_task",
        "schedule": dt.timedelta(seconds=30),
    },
    "mailbox": {
        "task": "documents.tasks.mails_fetch_task",
        "schedule": dt.timedelta(minutes=1),
        "options": {"expires": 60},
    },
    "mails-forget": {"task": "accounts.tasks.mails_forget_task", "schedule": dt.timedelta(hours=24)},
    "bin-empty": {"task": "documents.tasks.bin_empty_task", "schedule": dt.timedelta(hours=1)},
    "files-verify": {"task": "documents.tasks.files_verify_task", "schedule": dt.timedelta(hours=1)},
    "derivations": {
        "task": "documents.tasks.derivations_sweep_task",
        "schedule": dt.timedelta(minutes=1),
    },
    "batches": {"task": "documents.tasks.batches_sweep_task", "schedule": dt.timedelta(seconds=30)},
    "batches-forget": {"task": "documents.tasks.batches_forget_task", "schedule": dt.timedelta(minutes=15)},
    "grants-expire": {"task": "documents.tasks.grants_expire_task", "schedule": dt.timedelta(minutes=5)},
    "rate-hits": {"task": "accounts.tasks.rate_hits_prune_task", "schedule": dt.timedelta(hours=1)},
    "trail-seal": {"task": "audit.tasks.trail_seal_task", "schedule": dt.timedelta(seconds=10)},
    "trail-anchor": {"task": "audit.tasks.trail_anchor_task", "schedule": dt.timedelta(hours=1)},
    "trail-archive": {"task": "audit.tasks.trail_archive_task", "schedule": dt.timedelta(hours=24)},
    "trail-reconcile": {"task": "audit.tasks.trail_reconcile_task", "schedule": dt.timedelta(hours=1)},
    "trail-review": {"task": "audit.tasks.trail_review_task", "schedule": dt.timedelta(hours=1)},
    "trail-months": {"task": "audit.tasks.trail_months_ensure_task", "schedule": dt.timedelta(hours=12)},
}

# Webhooks go out by https; config/settings/dev.py alone can be told otherwise.
WEBHOOK_ALLOW_HTTP = False

# The API
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["config.api.authentication.BearerAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_THROTTLE_CLASSES": ["config.api.throttles.AccountThrottle"],
    "DEFAULT_RENDERER_CLASSES": ["config.api.renderers.OrjsonRenderer"],
    "DEFAULT_PARSER_CLASSES": ["config.api.parsers.StrictJSONParser"],
    "DEFAULT_PAGINATION_CLASS": "config.api.pagination.CursorOrOffset",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "config.api.schema.RefusalsSchema",
    "DEFAULT_VERSIONING_CLASS": "rest_framework.versioning.NamespaceVersioning",
    "EXCEPTION_HANDLER": "config.api.errors.exception_handler",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
# Tokens are made by accounts/tokens.py alone: simplejwt's own classes have no key here.
SIMPLE_JWT = {"ALGORITHM": "EdDSA", "SIGNING_KEY": "", "CHECK_REVOKE_TOKEN": True}
ACCESS_TOKEN_LIFETIME = dt.timedelta(minutes=env_int("ACCESS_TOKEN_MINUTES"))
# Second factors. A passkey is bound to the host name for good: whoever moves the site keeps the name.
MFA_REQUIRED = env_bool("MFA_REQUIRED")
WEBAUTHN_RP_ID = env_str("WEBAUTHN_RP_ID") or urlsplit(env_str("PUBLIC_URL")).hostname or "localhost"
WEBAUTHN_ORIGINS = env_list("WEBAUTHN_ORIGINS")
SPECTACULAR_SETTINGS = {
    "TITLE": "Muniment",
    "DESCRIPTION": "The system of record for financial documents and the money they evidence.",
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_AUTHENTICATION": [],  # open to everybody: a token sent along is not looked at
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "DocumentStatusEnum": "documents.constants.DocumentStatus.choices",
        "DocumentTypeEnum": "documents.constants.DocumentKind.choices",
    },
}

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request": {"()": "config.logs.RequestIdFilter"}},
    "formatters": {
        "text": {"format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s"},
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(request_id)s %(message)s",
        },
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["request"],
            "formatter": env_str("LOG_FORMAT"),
        }
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "celery.app.trace": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
        "fontTools": {"level": "ERROR"},
        "pikepdf": {"level": "WARNING"},
    },
}
