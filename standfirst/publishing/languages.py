"""Languages that an article or a passage may be written in, and which way each is read."""

from functools import lru_cache

from babel.localedata import locale_identifiers
from django.conf import settings
from django.conf.global_settings import LANGUAGES, LANGUAGES_BIDI
from django.utils.translation import gettext

from standfirst.lib.locale_formats import current_locale, locale_of


def choices() -> list[tuple[str, str]]:
    """Return code and name of what an article may be in; "" stands for the paper's own language."""
    of_passages_too = of_passages()
    known = {code for code, _ in of_passages_too}
    names = {**locale_of("en").languages, **current_locale().languages}
    rest = sorted(
        (names[code], code) for code in locale_identifiers() if code in names and code not in known
    )
    return [
        ("", gettext("The paper’s own language")),
        *of_passages_too,
        *((code, name) for name, code in rest),
    ]


def of_passages() -> list[tuple[str, str]]:
    """Return code and name of what a passage may be in: the interface's languages, then all others."""
    ours = dict(settings.LANGUAGES)
    others = sorted((gettext(name), code) for code, name in LANGUAGES if code not in ours)
    return [*ours.items(), *((code, name) for name, code in others)]


@lru_cache(maxsize=512)
def direction(code: str) -> str:
    """Return "rtl" of a language that is written from right to left, else "ltr"."""
    if {code, code.split("-")[0]} & set(LANGUAGES_BIDI):
        return "rtl"
    return str(locale_of(code).text_direction)
