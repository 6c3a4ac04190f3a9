"""The one place where passwords are compared, whichever page they were typed on, ours or a library's."""

from typing import Any

from asgiref.sync import sync_to_async
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest

from standfirst.lib.pace import Limit, Limits, asker_of, count, mailbox_of
from standfirst.lib.prepared import Prepared

from .models import User

# Of passwords, and of codes from an app: wrong ones only.
GUESSES = Limits(
    here=Limit(5, 300),
    network=Limit(10, 60),
    subject=Limit(20, 300),
    site=Limit(600, 60),
    device=Limit(10, 300),
)

_users = Prepared(lambda number: User.objects.filter(pk=number), int)


def _rights_of(user: int) -> "QuerySet[Permission, tuple[str, str]]":
    columns = "content_type__app_label", "codename"
    own = Permission.objects.filter(user=user).order_by().values_list(*columns)
    return own.union(Permission.objects.filter(group__user=user).order_by().values_list(*columns))


_rights = Prepared(_rights_of, int)


class CountingBackend(ModelBackend):
    """Counts each try before it compares passwords; the right one counts for nothing."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **credentials: Any,  # noqa: ANN401
    ) -> User | None:
        """Return whose mail address and password these are, or None.

        Raises:
            PermissionDenied: there were too many tries; Django then asks no other backend, and tells no
                view why. Ours ask `was_too_often`.
        """
        address = username or credentials.get(User.USERNAME_FIELD) or ""
        tried = count(
            "password",
            GUESSES,
            asker=asker_of(request),
            subject=mailbox_of(address),
            account=address,
        )
        if tried.is_too_often:
            if request is not None:
                request._tried_too_often = True  # type: ignore[attr-defined]
            raise PermissionDenied
        user: User | None = super().authenticate(request, address, password, **credentials)
        if user:
            tried.take_back()
        return user

    def get_user(self, user_id: int) -> User | None:
        """Return who has that number, unless they may not sign in any more. One query."""
        user = _users.first(int(user_id))
        return user if user and self.user_can_authenticate(user) else None

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:  # noqa: ANN401
        """Return what somebody may do, of themselves or by their roles. One query where Django asks two."""
        if not isinstance(user_obj, User) or user_obj.is_superuser or not user_obj.is_active or obj:
            return set(super().get_all_permissions(user_obj, obj))
        if not hasattr(user_obj, "_perm_cache"):
            # Where Django keeps it, too.
            user_obj._perm_cache = {f"{app}.{name}" for app, name in _rights.all(user_obj.pk)}  # type: ignore[attr-defined]
        return set(user_obj._perm_cache)  # type: ignore[attr-defined]

    async def aauthenticate(self, *args: Any, **kwargs: Any) -> User | None:  # noqa: ANN401
        """Count those of asynchronous pages, too, which Django compares by code of its own."""
        return await sync_to_async(self.authenticate)(*args, **kwargs)


def was_too_often(request: HttpRequest) -> bool:
    """Tell whether passwords were not compared, for there had been too many tries."""
    return bool(getattr(request, "_tried_too_often", False))
