"""Rows for the people who sign in."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from uuid_utils.compat import uuid7


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
        """Create the owner of the installation."""
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
