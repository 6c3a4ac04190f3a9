"""Keeps the search index in step with the newsroom's language and with how we make words alike."""

from django.core.management import call_command
from wagtail.search.index import get_indexed_models

from standfirst.lib.search_words import VERSION

from .models import NewsroomSettings
from .queries import newsroom


def stamp(settings: NewsroomSettings) -> str:
    """Return what an index must be built for now."""
    return f"{settings.language} {VERSION}"


def size() -> int:
    """Return how many objects are found by searching."""
    return sum(model.get_indexed_objects().count() for model in get_indexed_models())


def rebuild() -> None:
    """Index everything anew, a hundred objects at a time; search goes on meanwhile.

    Noted at the end, so that one which was stopped is begun again.
    """
    settings = newsroom()
    wanted = stamp(settings)
    call_command("update_index", verbosity=0, chunk_size=100)
    if settings.pk:  # a paper that nobody has set up yet has nothing to be noted in
        NewsroomSettings.objects.filter(pk=settings.pk).update(search_index=wanted)


def rebuild_when_due() -> bool:
    """Build the index anew if it was built for another language or by another version; say whether it was."""
    settings = newsroom()
    if settings.pk is None or settings.search_index == stamp(settings):
        return False
    rebuild()
    return True
