"""The names that readers know the newsroom by."""

from standfirst.lib.prepared import Prepared

from .models import AuthorPage, NewsroomSettings

_authors = Prepared(lambda: AuthorPage.objects.live().values_list("title"))
_papers = Prepared(lambda: NewsroomSettings.objects.values_list("name"))


def names_of_newsroom() -> list[str]:
    """Return under which names people write for the papers, and what these are called. Two queries, or none."""
    return [name for (name,) in (*_authors.kept(), *_papers.kept())]
