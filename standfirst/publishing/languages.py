"""Languages that an article or a passage may be written in, and which way each is read."""

from django.conf import settings
from django.conf.global_settings import LANGUAGES, LANGUAGES_BIDI
from django.utils.translation import gettext


def choices() -> list[tuple[str, str]]:
    """Return code and name of what an article may be in; "" stands for the paper's own language."""
    return [("", gettext("The paper’s own language")), *of_passages()]


def of_passages() -> list[tuple[str, str]]:
    """Return code and name of what a passage may be in: the interface's languages, then all others."""
    ours = dict(settings.LANGUAGES)
    others = sorted((gettext(name), code) for code, name in LANGUAGES if code not in ours)
    return [*ours.items(), *((code, name) for name, code in others)]


def direction(code: str) -> str:
    """Return "rtl" of a language that is written from right to left, else "ltr"."""
    return "rtl" if {code, code.split("-")[0]} & set(LANGUAGES_BIDI) else "ltr"
