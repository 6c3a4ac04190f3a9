"""What is said on the next page, in a cookie under a name that only this host can set, else in the session."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class _Cookie(CookieStorage):
    cookie_name = settings.MESSAGES_COOKIE


class Storage(FallbackStorage):
    """Django's own, whose cookie has a fixed name."""

    storage_classes = (_Cookie, SessionStorage)
