"""From what happened to who is to be told of it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Case, F, IntegerField, Q, Value, When
from django.db.models.functions import Lower

from standfirst.discussion.models import Comment, IgnoredReader
from standfirst.lib.prepared import Prepared
from standfirst.notifications.models import (
    OF_COMMENTS,
    Follow,
    FollowQuerySet,
    Frequency,
    Kind,
    Notice,
)
from standfirst.notifications.queries import open_articles
from standfirst.outbox.models import Event
from standfirst.publishing.models import ArticlePage

# What is older is no news: a comment that waited for weeks, an old article that is put out again.
COMMENT_IS_NEWS = timedelta(days=7)
ARTICLE_IS_NEWS = timedelta(days=2)
MOST_MENTIONS = 10

_thread_follow = Prepared(
    lambda key: Follow.objects.standing().filter(kind=Kind.THREAD, target=key)[:1], str
)


def note_comment(event: Event, *, at: datetime) -> None:
    """Note for all whom a comment concerns that they are to be told of it; never for its writer.

    Whose comment it answers or mentions comes before who follows the thread: they are told once, for
    that reason. At most five queries, of which one finds and notes all followers, however many there are.
    """
    comments = Comment.objects.approved().select_related("thread", "parent", "user")
    comment = comments.filter(pk=event.about, created_at__gt=at - COMMENT_IS_NEWS).first()
    if comment is None or not open_articles([comment.thread.article_id or 0]).exists():
        return
    concerned = Q(kind=Kind.THREAD, target=comment.thread.key)
    for other in _spoken_to(comment, mentioned=event.data.get("mentions") or []):
        concerned |= _replies_to(other)
    follows = Follow.objects.standing().filter(concerned).exclude(_writer_of(comment))
    note(follows.exclude(_ignore(comment)), event=event, at=at)


def note_new_mentions(event: Event, *, at: datetime) -> None:
    """Note for those whom new words of a comment mention that they are to be told; nobody is told of a comment twice."""
    comments = Comment.objects.approved().select_related("thread", "user")
    comment = comments.filter(pk=event.about, created_at__gt=at - COMMENT_IS_NEWS).first()
    mentioned = event.data.get("mentions") or []
    if comment is None or not mentioned:
        return
    if not open_articles([comment.thread.article_id or 0]).exists():
        return
    concerned = Q(pk__in=[])
    for other in _named(comment, mentioned=mentioned):
        concerned |= _replies_to(other)
    told = Notice.objects.filter(event__about=comment.pk, event__name__in=OF_COMMENTS)
    follows = Follow.objects.standing().filter(concerned).exclude(_writer_of(comment))
    follows = follows.exclude(follower__in=told.values("follower"))
    note(follows.exclude(_ignore(comment)), event=event, at=at)


def concerns_nobody(event: Event) -> bool:
    """Whether a comment that was shown answers nobody, mentions nobody, and stands in a thread that nobody follows.

    One query, of few rows however many follow it.
    """
    if "answers" not in event.data or event.data["answers"] or event.data["mentions"]:
        return False
    return _thread_follow.first(str(event.data["thread"])) is None


def mentions_nobody(event: Event) -> bool:
    """Whether the new words of a comment mention nobody."""
    return not event.data.get("mentions")


def note_article(event: Event, *, at: datetime) -> None:
    """Note for all who follow its section, an author or a topic of it that an article came out."""
    article: ArticlePage | None = open_articles([event.about]).first()
    if article is None:
        return
    published = article.first_published_at
    if published is None or published < at - ARTICLE_IS_NEWS:
        return
    authors = article.bylines.values_list("author_id", flat=True)
    topics = article.topics.values_list("pk", flat=True)
    concerned = Q(kind=Kind.SECTION, target=str(article.section.pk))
    concerned |= Q(kind=Kind.AUTHOR, target__in=[str(number) for number in authors])
    concerned |= Q(kind=Kind.TOPIC, target__in=[str(number) for number in topics])
    note(Follow.objects.standing().filter(concerned), event=event, at=at)


def _spoken_to(comment: Comment, *, mentioned: list[int]) -> list[Comment]:
    """What `comment` answers, and the comments of the same thread whose writers it names."""
    parent = [comment.parent] if comment.parent else []
    return [*parent, *_named(comment, mentioned=mentioned)] if mentioned else parent


def _named(comment: Comment, *, mentioned: list[int]) -> Iterable[Comment]:
    return Comment.objects.filter(pk__in=mentioned[:MOST_MENTIONS], thread=comment.thread)


def _replies_to(parent: Comment) -> Q:
    """Who follows answers to `parent`: that one, or all that its writer wrote."""
    follow_it = Q(kind=Kind.REPLIES, target=str(parent.pk))
    if parent.user_id is not None:
        return follow_it | Q(kind=Kind.REPLIES, target="", follower__user=parent.user_id)
    if parent.mail:
        # Nobody proved that it was they who wrote under this address; an account is not told of it.
        return follow_it | Q(kind=Kind.REPLIES, target="", follower__mail=parent.mail.lower())
    return follow_it


def _writer_of(comment: Comment) -> Q:
    """Who wrote it: the account; of a guest, whoever has an address that was given here or, in that browser, before."""
    if comment.user_id is not None:
        mine = Q(follower__user=comment.user_id)
        return mine | Q(follower__mail=comment.user.email) if comment.user else mine
    theirs = Q(pk=comment.pk)
    if comment.guest_key:
        theirs |= Q(guest_key=comment.guest_key, user__isnull=True)
    written = Comment.objects.filter(theirs).exclude(mail="").order_by()
    mails = written.values_list(Lower("mail"))
    return Q(follower__mail__in=mails) | Q(follower__user__email__in=mails)


def _ignore(comment: Comment) -> Q:
    """Who does not want to see what this writer writes."""
    who = Q(ignored=comment.user_id) if comment.user_id else Q(guest_key=comment.guest_key or "")
    return Q(follower__user__in=IgnoredReader.objects.filter(who).values("user"))


def note(follows: FollowQuerySet, *, event: Event, at: datetime) -> None:
    """Write a notice for each follower of `follows`, once; whoever has one already keeps that."""
    soonest = Case(
        When(kind=Kind.REPLIES, then=Value(0)),
        When(frequency=Frequency.AT_ONCE, then=Value(1)),
        When(frequency=Frequency.HOURLY, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    chosen = follows.order_by(soonest, "pk").values_list("follower_id", F("pk"), "frequency")
    found, values = chosen.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO notifications_notice (follower_id, follow_id, frequency, event_id, at)"  # noqa: S608 - Django's own
            f" SELECT found.*, %s, %s FROM ({found}) AS found WHERE TRUE"  # WHERE: or SQLite misreads ON
            " ON CONFLICT (follower_id, event_id) DO NOTHING",
            [event.pk, connection.ops.adapt_datetimefield_value(at), *values],
        )
