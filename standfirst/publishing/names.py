"""The names that readers know the newsroom by."""

from standfirst.lib.prepared import Prepared

from .models import AuthorPage, NewsroomSettings

_authors = Prepared(lambda: AuthorPage.objects.live().only("title"))
_papers = Prepared(lambda: NewsroomSettings.objects.only("name"))


def names_of_newsroom() -> list[str]:
    """Return under which names people write for the papers, and what these are called. Two queries."""
    authors = (author.title for author in _authors.all())
    return [*authors, *(paper.name for paper in _papers.all())]
