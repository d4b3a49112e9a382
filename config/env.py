"""Every environment variable the project reads: declared once, read with its type, refused when it is off."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


class EnvironmentInvalid(Exception):
    """A variable holds what it cannot mean; the message names it and says what it takes."""


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable: its type, what it is when unset, and what it means."""

    kind: str  # str, bool, int, list, secret
    default: str
    meaning: str


VARIABLES: dict[str, Variable] = {
    "DATABASE_URL": Variable(
        "str", "", "PostgreSQL, `postgresql://user:password@host:5432/name`; unset: embedded"
    ),
    "DATABASE_OWNER_URL": Variable(
        "str",
        "",
        "the same database as its tables' owner, for `migrate` and `audit_retention`; unset: `DATABASE_URL`",
    ),
    "DATABASE_PREPARED": Variable(
        "bool",
        "false",
        "prepare the trail's insert once a connection; with PgBouncer by transactions only from 1.21, with "
        "`max_prepared_statements` above 0; embedded: always",
    ),
    "REDIS_URL": Variable("str", "", "Redis or Valkey, `redis://host:6379/0`; unset: embedded"),
    "MUNIMENT_VAR": Variable("str", "", "folder of everything written on this machine; unset: `var/`"),
    "MUNIMENT_HOST": Variable("str", "127.0.0.1", "address that `serve` listens on"),
    "MUNIMENT_PORT": Variable("int", "8000", "port that `serve` listens on"),
    "DJANGO_SETTINGS_MODULE": Variable("str", "config.settings.dev", "which settings to use"),
    "DJANGO_SECRET_KEY": Variable(
        "secret", "", "signs sessions; required in production, at least 50 characters"
    ),
    "DJANGO_ALLOWED_HOSTS": Variable("list", "", "host names the site answers to, separated by commas"),
    "PUBLIC_URL": Variable(
        "str",
        "",
        "where people reach the site, `https://muniment.example`: links in mails start with it; "
        "required in production",
    ),
    "EMAIL_URL": Variable(
        "secret",
        "",
        "mail server: `smtp://user:password@host:587?tls=1`, `smtps://...:465`, `console:` or "
        "`file:///folder`; required in production, unset: files under the var folder",
    ),
    "MAIL_FROM": Variable("str", "", "sender of mails; required in production, unset: `muniment@localhost`"),
    "REGISTRATION_OPEN": Variable("bool", "true", "whether customers may register themselves"),
    "BCRYPT_ROUNDS": Variable("int", "12", "cost of a password hash, as a power of two; 10 at least"),
    "PASSWORD_HASHES_AT_ONCE": Variable(
        "int", "0", "how many passwords are hashed at once on this machine; 0: one for every two processors"
    ),
    "MFA_REQUIRED": Variable("bool", "true", "staff need a second factor; production insists on it"),
    "WEBAUTHN_RP_ID": Variable(
        "str",
        "",
        "host name that passkeys are bound to; unset: that of `PUBLIC_URL`, or localhost",
    ),
    "WEBAUTHN_ORIGINS": Variable(
        "list", "", "origins where passkeys are shown, `https://host`; unset: `PUBLIC_URL`"
    ),
    "BREACHED_PASSWORDS_FILE": Variable(
        "str",
        "",
        "file of SHA-1 sums of breached passwords, sorted (Pwned Passwords, ordered by hash), "
        "refused beside the built-in rules",
    ),
    "ACCESS_TOKEN_MINUTES": Variable("int", "15", "how long an API access token lasts"),
    "DUPLICATES": Variable(
        "str",
        "warn",
        "a file whose bytes the uploader sees in another document: `warn` names it, `link` answers with it, "
        "`refuse` answers 409",
    ),
    "BIN_DAYS": Variable("int", "30", "how long a deleted document can be restored before it is destroyed"),
    "FILES_VERIFY_MIB": Variable("int", "4096", "how much of the stored files is read again every hour"),
    "BREAK_GLASS_MINUTES": Variable("int", "60", "how long broken glass opens a case or document"),
    "VAULT_KEK_URI": Variable(
        "str", "", "key encryption key, `file:/path/kek.json` or `aws-kms://arn`; unset: under the var folder"
    ),
    "TRAIL_KEY_URI": Variable(
        "str",
        "",
        "key that signs the trail, `file:/path/trail.pem` (Ed25519); required in production; "
        "unset: under the var folder",
    ),
    "TRAIL_ORIGIN": Variable(
        "str", "muniment", "name under which the trail signs, unique to the installation"
    ),
    "TRAIL_EARLIER_KEYS": Variable("list", "", "earlier public keys of the trail, `name+hash+base64`"),
    "TRAIL_ANCHORS": Variable(
        "list",
        "",
        "where checkpoints of the trail are put: `file:/folder`, `s3://bucket/prefix` (Object Lock), "
        "`rfc3161+https://host/path`, `syslog://host:514`, `syslog+tcp://`, `syslog+tls://`",
    ),
    "TRAIL_ARCHIVES": Variable(
        "str", "", "where months of the trail are archived: `file:/folder` or `s3://bucket/prefix`"
    ),
    "TRAIL_S3_ENDPOINT_URL": Variable("str", "", "store of those buckets; unset: as `S3_ENDPOINT_URL`"),
    "TRAIL_S3_REGION": Variable("str", "", "region of those buckets; unset: as `S3_REGION`"),
    "TRAIL_S3_ACCESS_KEY": Variable(
        "secret", "", "access key, best of another account than the documents'; unset: as `S3_ACCESS_KEY`"
    ),
    "TRAIL_S3_SECRET_KEY": Variable("secret", "", "secret of that key; unset: as `S3_SECRET_KEY`"),
    "TRAIL_TSA_CA": Variable(
        "str", "", "PEM file: the certificates that the timestamp authority's chain ends in; it needs one"
    ),
    "TRAIL_SYSLOG_CA": Variable(
        "str", "", "PEM file: who signs the syslog receiver's certificate; unset: the machine's list"
    ),
    "STORAGE_BACKEND": Variable("str", "filesystem", "where encrypted files go: `filesystem` or `s3`"),
    "STORAGE_DIR": Variable("str", "", "folder of encrypted files; unset: under the var folder"),
    "S3_BUCKET": Variable("str", "", "bucket of encrypted files"),
    "S3_ENDPOINT_URL": Variable("str", "", "address of an S3-compatible store; unset: AWS"),
    "S3_REGION": Variable("str", "", "region of the bucket"),
    "S3_ACCESS_KEY": Variable("secret", "", "access key; unset: the machine's own identity"),
    "S3_SECRET_KEY": Variable("secret", "", "secret of the access key"),
    "UPLOAD_MAX_MIB": Variable(
        "int", "2048", "largest file of any way in, MiB; one request takes 200 at most"
    ),
    "UPLOAD_FORMATS": Variable(
        "list", "", "formats that are taken in, like `pdf,png,jpeg`; unset: every one that can be read"
    ),
    "CLAMD_URI": Variable(
        "str",
        "",
        "malware scanner, `tcp://host:3310` or `unix:/run/clamav/clamd.ctl`; unset: files are not scanned",
    ),
    "IMAP_URL": Variable(
        "secret",
        "",
        "mailbox whose attachments are taken in, `imaps://user:password@host:993/Folder`, or `imap://` for "
        "STARTTLS; unset: none",
    ),
    "IMAP_CA": Variable(
        "str", "", "PEM file: who signs the mail server's certificate; unset: the machine's list"
    ),
    "IMAP_OWNER": Variable("str", "", "e-mail of the account that owns what comes in by mail"),
    "IMAP_CASE": Variable("str", "", "name of that owner's case for it, which must be there"),
    "IMAP_SENDERS": Variable(
        "list",
        "",
        "senders that are let in, `a@lender.example` or `@lender.example`; unset: everybody. A filter, no "
        "proof: senders can be forged",
    ),
    "IMAP_DONE_FOLDER": Variable(
        "str", "", "folder of the mailbox that mails move to when taken; unset: they are marked as read"
    ),
    "WATCH_FOLDER": Variable(
        "str", "", "folder whose files `serve` takes in, as `watch_folder` does; unset: none"
    ),
    "WATCH_OWNER": Variable("str", "", "e-mail of the account that owns what is taken in from there"),
    "WATCH_CASE": Variable("str", "", "name of that owner's case for it, opened where it is missing"),
    "WATCH_SETTLE_SECONDS": Variable("int", "10", "how long a file must stand still before it is taken in"),
    "WATCH_DONE_DAYS": Variable(
        "int", "7", "how long files stay in `done/` after they were taken in; 0: they are deleted at once"
    ),
    "LOG_FORMAT": Variable("str", "text", "`text` or `json`"),
    "SECURE_SSL_REDIRECT": Variable("bool", "true", "send HTTP to HTTPS (production)"),
    "SECURE_HSTS_SECONDS": Variable("int", "31536000", "how long browsers insist on HTTPS (production)"),
    "WEBHOOK_ALLOW_HTTP": Variable("bool", "false", "take webhook addresses without TLS (development only)"),
    "TRUST_PROXY_SSL_HEADER": Variable("bool", "false", "believe `X-Forwarded-Proto` of a trusted proxy"),
    "TRUSTED_PROXIES": Variable(
        "list", "", "networks of the proxies in front, like `10.0.0.0/24`; `unix` for a Unix socket"
    ),
    "CORS_ALLOWED_ORIGINS": Variable(
        "list", "", "origins whose pages may call the API, like `https://app.example.org`"
    ),
}


def env_str(name: str) -> str:
    """Return a variable's text, or its declared default."""
    return os.environ.get(name) or VARIABLES[name].default


def env_bool(name: str) -> bool:
    """Return a yes or no.

    Raises:
        EnvironmentInvalid: the text is neither true, false, 1 nor 0.
    """
    text = env_str(name).lower()
    if text not in {"true", "false", "1", "0"}:
        raise EnvironmentInvalid(f"{name} is {text!r}; it takes true or false.")
    return text in {"true", "1"}


def env_int(name: str) -> int:
    """Return a whole number.

    Raises:
        EnvironmentInvalid: the text is none.
    """
    text = env_str(name)
    try:
        return int(text)
    except ValueError as error:
        raise EnvironmentInvalid(f"{name} is {text!r}; it takes a whole number.") from error


def env_choice(name: str, *known: str) -> str:
    """Return one of the words a variable takes.

    Raises:
        EnvironmentInvalid: it is none of them.
    """
    text = env_str(name).lower()
    if text not in known:
        raise EnvironmentInvalid(f"{name} is {text!r}; it takes {', '.join(known)}.")
    return text


def env_list(name: str) -> list[str]:
    """Return the parts of a comma-separated list."""
    return [part.strip() for part in env_str(name).split(",") if part.strip()]


def env_secret(name: str) -> str:
    """Return a secret from the variable, or from the file that its `_FILE` twin names.

    Raises:
        EnvironmentInvalid: the twin names a file that cannot be read.
    """
    path = os.environ.get(f"{name}_FILE")
    if not path:
        return env_str(name)
    try:
        return Path(path).read_text().strip()
    except OSError as error:
        raise EnvironmentInvalid(f"{name}_FILE names {path}, which cannot be read: {error}.") from error
