"""The one place where passwords are compared, whichever page they were typed on, ours or a library's."""

from typing import Any

from asgiref.sync import sync_to_async
from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from standfirst.lib.pace import Limit, Limits, asker_of, count, mailbox_of

from .models import User

# Of passwords, and of codes from an app: wrong ones only.
GUESSES = Limits(
    here=Limit(5, 300),
    network=Limit(10, 60),
    subject=Limit(20, 300),
    site=Limit(600, 60),
    device=Limit(10, 300),
)


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

    async def aauthenticate(self, *args: Any, **kwargs: Any) -> User | None:  # noqa: ANN401
        """Count those of asynchronous pages, too, which Django compares by code of its own."""
        return await sync_to_async(self.authenticate)(*args, **kwargs)


def was_too_often(request: HttpRequest) -> bool:
    """Tell whether passwords were not compared, for there had been too many tries."""
    return bool(getattr(request, "_tried_too_often", False))
