from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from standfirst.lib.prepared import Prepared

LONGEST_DISPLAY_NAME = 50


class MailAddressField(models.EmailField[str, str]):
    """A mail address, kept and looked up in small letters: nobody is two people by a capital."""

    def get_prep_value(self, value: Any) -> Any:  # noqa: ANN401
        prepared = super().get_prep_value(value)
        return prepared.lower() if isinstance(prepared, str) else prepared

    def deconstruct(self) -> Any:  # noqa: ANN401
        """Nothing that migrations need to know."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.EmailField", args, kwargs


class UserManager(BaseUserManager["User"]):
    def staff(self) -> models.QuerySet["User"]:
        """Return who works here: has a role, or may do everything."""
        works_here = models.Q(is_superuser=True) | models.Q(groups__isnull=False)
        return self.filter(works_here, is_active=True).distinct()

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":  # noqa: ANN401
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":  # noqa: ANN401
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractUser):  # type: ignore[django-manager-missing]  # of untyped Wagtail models
    """Somebody who signs in, by mail address."""

    username = None  # type: ignore[assignment]
    email = MailAddressField(_("email address"), unique=True)
    # What readers choose to be called; staff have first and last names as well.
    display_name = models.CharField(_("name as shown"), max_length=LONGEST_DISPLAY_NAME, blank=True)
    # Empty means as the newsroom has it.
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, blank=True
    )
    time_zone = models.CharField(_("time zone"), max_length=50, blank=True)
    # Standing; changed by `services.standing` only, which notes who did it and when.
    is_suspended = models.BooleanField(_("suspended"), default=False)
    is_supporter = models.BooleanField(_("supporter"), default=False)
    expertise = models.CharField(_("expertise"), max_length=60, blank=True)
    # How often all sessions were ended; each session is good for one number only.
    sessions_ended = models.PositiveIntegerField(default=0, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    class Meta(AbstractUser.Meta):
        pass

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def get_full_name(self) -> str:
        """Return the name as it is shown; empty for somebody who gave none."""
        return self.display_name or super().get_full_name()

    def _get_session_auth_hash(self, secret: Any = None) -> str:  # noqa: ANN401 - as Django has it
        """What a session must know to stay good: it ends with another password, address, or number of endings."""
        known = f"{self.password}\n{self.email}\n{self.sessions_ended}"
        salt = "standfirst.accounts.session"
        return salted_hmac(salt, known, secret=secret, algorithm="sha256").hexdigest()

    @cached_property
    def is_staff_member(self) -> bool:
        """Whether they work here: have a role, or may do everything."""
        return self.is_superuser or bool(_roles.first(self.pk))


_roles = Prepared(
    lambda user: User.groups.through.objects.filter(user=user).values_list("pk")[:1], int
)
