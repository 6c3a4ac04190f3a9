"""A search that finds something, in place of one that finds nothing."""

from functools import lru_cache

from django.db.models import Count, Max
from wagtail.models import Page, PageLogEntry

from standfirst.delivery.near_misses import Vocabulary
from standfirst.delivery.words import Asked
from standfirst.publishing.models import AuthorPage, SectionPage, TopicPage

from .articles import readable_articles
from .ranking import newest_first

# Newest headlines whose words are known. Reading them takes 20 ms, once after each change.
MOST_HEADLINES = 3000


def suggestion(asked: Asked) -> str:
    """Return what was probably meant, if there are articles with it, else ""; five queries.

    Words come from headlines and names that everybody may read.
    """
    vocabulary = _vocabulary(_state())
    words = [vocabulary.nearest(token.text) for token in asked.words]
    meant = Asked.of(" ".join(words), asked.language)
    if words == [token.text for token in asked.words] or not meant.words:
        return ""
    return meant.typed if newest_first(readable_articles(), meant) else ""


def _state() -> tuple[object, ...]:
    """Return what changes whenever a page comes, goes, is renamed or is closed to some."""
    logged = PageLogEntry.objects.aggregate(at=Max("timestamp"))
    pages = Page.objects.aggregate(Max("pk"), Count("pk"), Max("latest_revision"))
    return (*logged.values(), *pages.values())


@lru_cache(maxsize=1)
def _vocabulary(state: tuple[object, ...]) -> Vocabulary:
    names = Page.objects.live().public().type(AuthorPage, SectionPage, TopicPage)
    headlines = readable_articles().values_list("title", flat=True)[:MOST_HEADLINES]
    return Vocabulary.of([*headlines, *names.values_list("title", flat=True)])
