"""What discussions keep of a person: see `accounts.data`."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from standfirst.accounts.data import Row, Section
from standfirst.accounts.models import User

from .models import Comment, CommentRevision, IgnoredReader, PassageQuestion, Vote
from .services import erase_writer

_AT_A_TIME = 500


def export(user: User) -> Iterable[Section]:
    """Return what `user` wrote, asked, voted and does not want to see."""
    return [
        Section("comments", _("Comments"), lambda: map(_comment, _own_comments(user))),
        Section("earlier-words", _("Earlier versions of your comments"), lambda: _revisions(user)),
        Section("questions", _("Questions to passages"), lambda: _questions(user)),
        Section("votes", _("Votes"), lambda: _votes(user)),
        Section("ignored-readers", _("Readers you ignore"), lambda: _ignored(user)),
    ]


def erase(user: User, *, keep_words: bool, at: datetime) -> None:
    """Forget `user` in all discussions."""
    erase_writer(user=user, keep_words=keep_words, at=at)


def _own_comments(user: User) -> Iterable[Comment]:
    own = Comment.objects.filter(user=user).select_related("thread__article", "picture")
    return own.order_by("pk").iterator(_AT_A_TIME)


def _comment(comment: Comment) -> Row:
    article = comment.thread.article
    picture = getattr(comment, "picture", None)
    return {
        "number": comment.pk,
        "address": _address(comment.pk),
        "article": article.title if article else "",
        "in_answer_to": _address(comment.parent_id) if comment.parent_id else None,
        "written_at": comment.created_at.isoformat(),
        "edited_at": comment.edited_at.isoformat() if comment.edited_at else None,
        "state": comment.state,
        "waits_because": comment.held_for or None,
        "reason_for_removal": comment.removed_reason or None,
        "name": comment.name,
        "mail": comment.mail,
        "website": comment.website,
        "votes_up": comment.up,
        "votes_down": comment.down,
        "words": comment.words,
        "picture": _picture(picture.name) if picture else None,
        "picture_shows": picture.description if picture else None,
    }


def _revisions(user: User) -> Iterable[Row]:
    revisions = CommentRevision.objects.filter(comment__user=user).order_by("pk")
    for revision in revisions.iterator(_AT_A_TIME):
        yield {
            "comment": revision.comment_id,
            "written_at": revision.written_at.isoformat(),
            "words": revision.words,
        }


def _questions(user: User) -> Iterable[Row]:
    for question in PassageQuestion.objects.filter(user=user).order_by("pk").iterator(_AT_A_TIME):
        asked = question.asked_at.isoformat() if question.asked_at else None
        yield {
            "asked_at": asked,
            "state": question.state,
            "question": question.question,
            "passage": question.quote,
        }


def _votes(user: User) -> Iterable[Row]:
    for vote in Vote.objects.filter(user=user).order_by("pk").iterator(_AT_A_TIME):
        yield {
            "comment": _address(vote.comment_id),
            "agrees": vote.is_up,
            "at": vote.at.isoformat(),
        }


def _ignored(user: User) -> Iterable[Row]:
    for ignored in IgnoredReader.objects.filter(user=user).order_by("pk").iterator(_AT_A_TIME):
        yield {"name": ignored.name, "at": ignored.at.isoformat()}


def _picture(name: str) -> str:
    return settings.SITE_URL + reverse("discussion:picture", args=[name])


def _address(number: int) -> str:
    return settings.SITE_URL + reverse("discussion:comment", args=[number])
