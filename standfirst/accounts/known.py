"""Who is signed in, asked so that pages for strangers stay the same bytes."""

from django.conf import settings
from django.http import HttpRequest

from .models import User


def known_user(request: HttpRequest | None) -> User | None:
    """Return who is signed in; for a browser without a session, without looking for one.

    Looking would mark the answer as differing by cookie, and each page is kept for all strangers.
    """
    if request is None or settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else None
