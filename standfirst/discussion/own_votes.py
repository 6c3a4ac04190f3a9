"""A reader's list of their own votes."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from standfirst.accounts.models import User
from standfirst.lib.html import plain_lines
from standfirst.publishing.models import ArticlePage

from .models import Vote
from .queries import votes_of

PAGE = 50
_LONGEST = 160


@dataclass(frozen=True, slots=True)
class OwnVote:
    """One vote, with the comment in short if it can be read; else `place` is ""."""

    number: int
    label: str
    icon: str
    at: datetime
    place: str = ""
    words: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class OwnVotes:
    """A page of votes, the latest first; `next` is before which the next page begins, 0 on the last."""

    votes: tuple[OwnVote, ...]
    next: int = 0


def show_own_votes(*, user: User, before: int = 0) -> OwnVotes:
    """One page of the votes of `user`, of those cast before vote `before`. Two queries."""
    found = votes_of(user).filter(pk__lt=before) if before else votes_of(user)
    votes = list(found[: PAGE + 1])
    page = votes[:PAGE]
    articles = {vote.comment.thread.article_id for vote in page}
    readable = ArticlePage.objects.live().for_everybody().filter(pk__in=articles)
    open_to_all = set(readable.values_list("pk", flat=True)) if page else set()
    shown = tuple(
        _shown(vote, is_readable=vote.comment.thread.article_id in open_to_all) for vote in page
    )
    return OwnVotes(shown, page[-1].pk if len(votes) > PAGE else 0)


def _shown(vote: Vote, *, is_readable: bool) -> OwnVote:
    comment = vote.comment
    article = comment.thread.article
    icon = "up" if vote.is_up else "down"
    if not comment.is_approved or not is_readable or article is None:
        return OwnVote(comment.pk, _label("", is_up=vote.is_up), icon, vote.at)
    return OwnVote(
        comment.pk,
        _label(comment.name or _("Anonymous"), is_up=vote.is_up),
        icon,
        vote.at,
        place=reverse("discussion:comment", args=[comment.pk]),
        words=Truncator(plain_lines(comment.html)).chars(_LONGEST),
        title=article.title,
    )


def _label(name: str, *, is_up: bool) -> str:
    if not name:
        return _("You agree") if is_up else _("You disagree")
    words = _("You agree with %(name)s") if is_up else _("You disagree with %(name)s")
    return words % {"name": name}
