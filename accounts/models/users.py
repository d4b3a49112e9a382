"""Rows for the people who sign in."""

from __future__ import annotations

import contextlib
import uuid
from typing import Any, ClassVar

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, check_password, make_password
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from uuid_utils.compat import uuid7

from accounts.exceptions import PasswordsBusy
from accounts.passwords import PasswordRules, normalised
from audit import trail


class UserManager(BaseUserManager["User"]):
    """Finds and makes users by e-mail address, whatever its case."""

    def create_user(self, email: str, password: str | None = None, **extra: object) -> User:
        """Create a user; without a password it cannot sign in until it sets one."""
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = User(email=self.normalize_email(email), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra: object) -> User:
        """Create the owner of the installation; `createsuperuser` says what is wrong with the password.

        Raises:
            ValidationError: the password is too short, known, or easily guessed.
        """
        if password is not None:
            PasswordRules().validate(password, User(email=email, full_name=str(extra.get("full_name", ""))))
        return self.create_user(email, password, is_staff=True, is_superuser=True, **extra)

    def get_by_natural_key(self, username: str | None) -> User:
        """Return the user with this e-mail address, whatever its case."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in by e-mail address, or the row through which a machine owns things."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField("e-mail address", max_length=254, unique=True)
    full_name = models.CharField(max_length=200, blank=True)
    is_staff = models.BooleanField("may use the console", default=False)
    is_active = models.BooleanField(default=True)
    is_service = models.BooleanField("is a machine", default=False, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    # Accounts that others make are vouched for by them; self-registration starts without.
    email_verified_at = models.DateTimeField(null=True, blank=True, default=timezone.now, editable=False)
    # Another with each password, the same when a password is only hashed anew: sessions and links hold it.
    password_id = models.UUIDField(default=uuid.uuid4, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    # What a machine's token opens; whoever loads a machine by another way gets one without any right.
    scope_rights: frozenset[str] = frozenset()

    class Meta:
        ordering = ["email", "id"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_unique"),
            # A machine has no password and no way into the console, whoever writes the row.
            models.CheckConstraint(
                name="user_machine_never_signs_in",
                condition=models.Q(is_service=False)
                | models.Q(is_staff=False, is_superuser=False, password__startswith=UNUSABLE_PASSWORD_PREFIX),
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email

    def get_full_name(self) -> str:
        """Return the name, or the address where none was given."""
        return self.full_name or self.email

    def get_short_name(self) -> str:
        """Return what the console greets with."""
        return self.full_name.split(" ")[0] or self.email

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Tell whether the user holds a right; a machine holds at most those of its token's scopes."""
        if self.is_service and perm not in self.scope_rights:
            return False
        return super().has_perm(perm, obj)

    def has_module_perms(self, app_label: str) -> bool:
        """Tell whether the console would list an app; to a machine it lists none."""
        return not self.is_service and super().has_module_perms(app_label)

    def get_all_permissions(self, obj: Any = None) -> set[str]:
        """Return the rights the user holds, within the same bounds."""
        held = super().get_all_permissions(obj)
        return held & self.scope_rights if self.is_service else held

    def set_password(self, raw_password: str | None) -> None:
        """Take a new password; whoever holds the mark of the old one (sessions, links) is out."""
        super().set_password(None if raw_password is None else normalised(raw_password))
        self.password_id = uuid.uuid4()

    def take_hash(self, hashed: str) -> None:
        """Take a new password whose hash was made before; to be saved with `password_id`."""
        self.password = hashed
        self.password_id = uuid.uuid4()

    def set_unusable_password(self) -> None:
        """Take the password away."""
        super().set_unusable_password()
        self.password_id = uuid.uuid4()

    def check_password(self, raw_password: str | None) -> bool:
        """Tell whether this is the password; one hashed by an older rule is hashed anew."""
        given = None if raw_password is None else normalised(raw_password)
        return check_password(given, self.password, self._rehash)

    def _rehash(self, raw_password: str) -> None:
        """Hash the same password by today's rule: no change of password, so no session ends."""
        with contextlib.suppress(PasswordsBusy):  # the next sign-in does it
            hashed = make_password(raw_password)
            with transaction.atomic():
                if User.objects.filter(pk=self.pk, password=self.password).update(password=hashed):
                    trail.record("user.password_hashed_anew", target=self)

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        """Return what Django's own sessions hold against the account; see `password_id`."""
        mark = f"{self.pk}:{self.password_id}"
        return salted_hmac("accounts.password", mark, secret=secret, algorithm="sha256").hexdigest()
