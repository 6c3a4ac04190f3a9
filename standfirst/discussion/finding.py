"""What an address names, for who asks."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from standfirst.lib.prepared import Prepared
from standfirst.publishing.group_restrictions import group_proof_missing
from standfirst.publishing.models import ArticlePage

from .models import Comment, PassageQuestion
from .readers import Reader

_BIGGEST = 2**63 - 1
_MOST_DIGITS = 18
# Nearly all: what anybody may read, which is said by the pages above it.
_article: Prepared[ArticlePage] = Prepared(
    lambda number: (
        ArticlePage.objects.live()
        .for_everybody()
        .of_their_own()
        # What is read of the article itself is seldom needed here.
        .defer_streamfields()
        .filter(pk=number)
    ),
    int,
)


def find_article(request: HttpRequest, key: str) -> ArticlePage:
    """Return the live article whose thread has `key`.

    Raises:
        Http404: there is none, or none that this reader may read.
    """
    kind, _dash, number = key.partition("-")
    if kind != "article" or not is_number(number):
        raise Http404
    if found := _article.first(int(number)):
        return found
    article: ArticlePage = get_object_or_404(
        ArticlePage.objects.live().for_everybody(), pk=int(number)
    )
    restrictions = article.get_view_restrictions()
    if not all(restriction.accept_request(request) for restriction in restrictions):
        raise Http404
    if group_proof_missing(request, restrictions):
        raise Http404
    return article


def find_comment(
    request: HttpRequest, number: int, *, reader: Reader, own_in_any_state: bool = False
) -> Comment:
    """Return a comment with its thread and article.

    Args:
        own_in_any_state: the reader's own is found although it was taken off the page.

    Raises:
        Http404: there is none that this reader can see: in its place, waiting and their own, or
            theirs to moderate.
    """
    if number > _BIGGEST:
        raise Http404
    found = get_object_or_404(Comment.objects.select_related("thread"), pk=number)
    is_seen = own_in_any_state or found.state == Comment.State.HELD
    if not (found.has_place or (is_seen and reader.wrote(found)) or reader.is_moderator):
        raise Http404
    found.thread.article = find_article(request, found.thread.key)
    return found


def find_taken_down(request: HttpRequest, number: int) -> Comment:
    """Return a comment that was shown or waited once, and has left no place, with its thread and article.

    Raises:
        Http404: there is none, or none under an article that this reader may read.
    """
    if number > _BIGGEST:
        raise Http404
    taken_down = [Comment.State.REMOVED, Comment.State.SPAM, Comment.State.DELETED]
    comments = Comment.objects.select_related("thread").filter(state__in=taken_down)
    found = get_object_or_404(comments, pk=number)
    found.thread.article = find_article(request, found.thread.key)
    return found


def find_question(request: HttpRequest, number: int, *, reader: Reader) -> PassageQuestion:
    """Return a question about a passage, with its thread and article.

    Raises:
        Http404: there is none that this reader can see: shown, waiting and their own, or theirs to
            moderate.
    """
    if number > _BIGGEST:
        raise Http404
    found = get_object_or_404(PassageQuestion.objects.select_related("thread"), pk=number)
    is_own = reader.user is not None and found.user_id == reader.user.pk
    may_wait = found.state == PassageQuestion.State.HELD and is_own
    if not (found.state == PassageQuestion.State.APPROVED or may_wait or reader.is_moderator):
        raise Http404
    found.thread.article = find_article(request, found.thread.key)
    return found


def number_in(text: str) -> int:
    """Return the number that a part of an address spells.

    Raises:
        Http404: no number of a comment can be written so.
    """
    if not is_number(text):
        raise Http404
    return int(text)


def is_number(text: str) -> bool:
    """Whether `text` spells a number that a row can have."""
    return text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
