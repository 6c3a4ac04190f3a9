"""Words that wait in a session while their writer signs in."""

from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest

_NAME = "kept_words"
# Of all fields together, in characters.
LONGEST = 20_000
_FIELDS = ("words", "name", "mail")


def keep_words(request: HttpRequest, place: str, typed: Mapping[str, str]) -> bool:
    """Keep what was typed into the form at `place`; False where it is too long to be kept."""
    fields = {name: typed.get(name, "") for name in _FIELDS}
    if sum(map(len, fields.values())) > LONGEST:
        return False
    request.session[_NAME] = {"place": place, **fields}
    return True


def kept_words(request: HttpRequest, place: str) -> dict[str, str]:
    """Return what is kept for the form at `place`, by field; nothing for another form."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        # Looking would mark a page that is the same for all strangers as differing by cookie.
        return {}
    kept = request.session.get(_NAME, {})
    if kept.get("place") != place:
        return {}
    return {name: kept[name] for name in _FIELDS if kept[name]}


def forget_words(request: HttpRequest) -> None:
    """Keep nothing any longer: it was posted."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES and _NAME in request.session:
        del request.session[_NAME]
