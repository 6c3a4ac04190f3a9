"""Money, numbers, dates and per cent as the reader's language writes them, by the Unicode locale data."""

from functools import lru_cache

from babel import Locale
from django.utils.translation import get_language

# English without a country is American, as in the locale data.
_DEFAULT = "en"


def current_locale() -> Locale:
    """Return the locale of the language that is active."""
    return locale_of(get_language() or _DEFAULT)


@lru_cache(maxsize=32)
def locale_of(language: str) -> Locale:
    """Return the locale of a language as Django writes it: "de", "en-gb"."""
    return Locale.parse(language, sep="-")
