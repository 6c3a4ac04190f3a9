"""Writes an address of the old site as Wagtail looks for it."""

from urllib.parse import unquote

from django.utils.encoding import escape_uri_path
from wagtail.contrib.redirects.models import Redirect


def as_asked(path: str) -> str:
    """Return a path, and its query, as a redirect keeps it: letters plain, and all else as it comes in from a browser."""
    path, mark, query = path.partition("?")
    return str(Redirect.normalise_path(f"{escape_uri_path(unquote(path))}{mark}{query}"))
