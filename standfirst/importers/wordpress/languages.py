"""Says what language the words of the old site are in, which need not be one that our pages speak."""

from django.utils import translation

from standfirst.lib.locale_formats import locale_of
from standfirst.publishing import languages


def language_of_articles(old: str, *, paper: str) -> tuple[str, str]:
    """Return what articles say of their language, "" where it is the paper's, and a line of the report about it.

    Args:
        old: what the file says, like "he-IL" or "pt_BR".
        paper: the language of the newsroom.
    """
    said = old.strip()[:40]
    tag = said.replace("_", "-")
    with translation.override("en"):
        names = {code: name for code, name in languages.choices() if code}
    known = next((code for code in _written(tag) if code in names), "")
    if known and known.partition("-")[0] != paper.partition("-")[0]:
        return known, f"article marked as {names[known]} ({known}): the file says {said}"
    why = (
        ""
        if known
        else f": the file says {said}, which is not known"
        if said
        else ": the file says none"
    )
    return "", f"article in the paper’s language, {names.get(paper, paper)} ({paper}){why}"


def _written(tag: str) -> list[str]:
    """Return how a language may be called, from the closest to the one that has no more than its name."""
    base = tag.lower().partition("-")[0]
    # Chinese is told apart by its script, which follows from the country.
    locale = locale_of(tag)
    script = f"{base}-{locale.script.lower()}" if locale.script and locale.language == base else ""
    return [tag.lower(), script, base]
