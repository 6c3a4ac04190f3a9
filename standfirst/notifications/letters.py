"""What the letters say; a batch of them takes a fixed number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from standfirst.discussion.models import Comment
from standfirst.lib.mail import Letter
from standfirst.lib.names import printable
from standfirst.publishing.letters import Button, sender, set_letter
from standfirst.publishing.models import ArticlePage, NewsroomSettings
from standfirst.publishing.queries import newsroom

from .links import confirm_address, manage_address, return_address, stop_address
from .models import OF_COMMENTS, Follow, Kind, Mailing, Notice
from .queries import Followed, names_of, of_moderators, open_articles
from .telling import Item, about_article, about_comment, about_held, reason_of, subject_of

# What a digest tells in words; the rest is a number and a link.
MOST_ITEMS = 20


@dataclass(frozen=True, slots=True)
class _Told:
    """Everything that the letters of a batch speak of, by number."""

    comments: Mapping[int, Comment]
    held: Mapping[int, Comment]
    # Of those who may read what waits: their follows.
    desk: frozenset[int]
    articles: Mapping[int, ArticlePage]
    names: Mapping[tuple[str, str], Followed]
    house: NewsroomSettings


class Desk:
    """Writes the letters of a batch; what they speak of is fetched once, in at most six queries."""

    def __init__(self, batch: Sequence[Mailing]) -> None:
        self._notices = _notices_of(batch)
        all_notices = [notice for these in self._notices.values() for notice in these]
        self._told = _told(batch, all_notices)

    def write(self, mailing: Mailing) -> Letter | None:
        """Return the letter of `mailing`, in its reader's language and time; None where nothing is left to tell.

        Nothing is left where what happened was taken back, is no longer for everybody, or was no
        longer followed.
        """
        follower, house = mailing.follower, self._told.house
        with (
            translation.override(follower.language or house.language),
            timezone.override(follower.zone(house.time_zone)),
        ):
            if mailing.kind == Mailing.Kind.CONFIRM:
                return _confirmation(mailing, self._told)
            return _news(mailing, self._notices.get(mailing.pk, []), self._told)


def _notices_of(batch: Sequence[Mailing]) -> dict[int, list[Notice]]:
    """The newest notices of each letter, each with `waiting`, the count of all of its letter. One query."""
    place = Window(RowNumber(), partition_by=["mailing"], order_by=[F("event").desc()])
    waiting = Window(Count("pk"), partition_by=["mailing"])
    rows = Notice.objects.filter(mailing__in=batch).annotate(place=place, waiting=waiting)
    rows = rows.filter(place__lte=MOST_ITEMS).select_related("follow__follower", "event")
    found: dict[int, list[Notice]] = {}
    for notice in rows.order_by("mailing", "event"):
        found.setdefault(notice.mailing_id or 0, []).append(notice)
    return found


def _told(batch: Sequence[Mailing], notices: Sequence[Notice]) -> _Told:
    named = {n.event.about for n in notices if n.event.name in OF_COMMENTS}
    waiting = {n.event.about for n in notices if n.event.name == "comment-held"}
    published = {n.event.about for n in notices if n.event.name == "article-published"}
    shown = Comment.objects.approved().select_related("thread", "parent", "user")
    comments = shown.in_bulk(named)
    held, desk = _held(waiting, [notice.follow_id for notice in notices])
    under = {comment.thread.article_id or 0 for comment in comments.values()}
    articles = open_articles(published | under).in_bulk()
    follows = [notice.follow for notice in notices]
    follows += [mailing.follow for mailing in batch if mailing.follow]
    names = names_of({(it.kind, it.target) for it in follows})
    return _Told(comments, held, desk, articles, names, newsroom())


def _held(numbers: set[int], follows: Sequence[int]) -> tuple[dict[int, Comment], frozenset[int]]:
    """What still waits of `numbers`, and which of `follows` are of people who still may read it. Two queries, or none."""
    if not numbers:
        return {}, frozenset()
    waiting = Comment.objects.filter(state=Comment.State.HELD).select_related("thread__article")
    desk = Follow.objects.filter(of_moderators(), pk__in=follows, kind=Kind.HELD)
    return waiting.in_bulk(numbers), frozenset(desk.values_list("pk", flat=True))


def _confirmation(mailing: Mailing, told: _Told) -> Letter | None:
    follow = mailing.follow
    if follow is None:
        return None
    name = told.names.get((follow.kind, follow.target))
    if name is None and follow.kind not in {Kind.REPLIES, Kind.HELD}:
        return None
    what = _("comments that wait to be read")
    if follow.kind != Kind.HELD:
        what = name.title if name else _("answers to your comment")
    if follow.stands:
        subject = _("You already follow this: %(what)s") % {"what": what}
        button = Button(_("See everything you follow"), manage_address(mailing.follower))
    else:
        subject = _("Confirm that you want to follow: %(what)s") % {"what": what}
        if follow.kind == Kind.HELD:
            subject = _("Confirm that you want emails about waiting comments")
        button = Button(_("Yes, email me"), confirm_address(follow))
    context = {
        "subject": subject,
        "follow": follow,
        "name": name,
        "button": button,
    }
    return _letter(mailing, "follow_confirm", context, told.house)


def _news(mailing: Mailing, notices: Sequence[Notice], told: _Told) -> Letter | None:
    items = [item for notice in notices if (item := _item(notice, told))]
    if not items:
        return None
    follows = {item.follow.pk: item.follow for item in items}
    stop = stop_address(follows)
    context = {
        "subject": subject_of(items),
        "items": items,
        "first": items[0],
        "is_digest": len(items) > 1 or items[0].follow.frequency != "at-once",
        "more": notices[0].waiting - len(notices),  # type: ignore[attr-defined]
        "reason": reason_of(list(follows.values()), told.names),
        "stop": stop,
        "manage": manage_address(mailing.follower),
        "button": Button(items[0].call, items[0].address) if len(items) == 1 else None,
    }
    return _letter(mailing, "news", context, told.house, _list_headers(stop, items))


def _item(notice: Notice, told: _Told) -> Item | None:
    if not notice.follow.stands:
        return None
    if notice.event.name == "comment-held":
        waiting = told.held.get(notice.event.about)
        may_read = notice.follow_id in told.desk
        return about_held(notice.follow, waiting) if waiting and may_read else None
    if notice.event.name not in OF_COMMENTS:
        article = told.articles.get(notice.event.about)
        return about_article(notice.follow, article) if article else None
    comment = told.comments.get(notice.event.about)
    if comment is None:
        return None
    article = told.articles.get(comment.thread.article_id or 0)
    return about_comment(notice.follow, comment, article) if article else None


def _list_headers(stop: str, items: Sequence[Item]) -> dict[str, str]:
    """Let mail programs offer their own way out (RFC 2369, 8058), and sort and thread (RFC 2919, 5322)."""
    host = urlsplit(settings.SITE_URL).hostname
    follow = items[0].follow
    # The same for all letters of a list: one list for what is followed, one for all digests.
    name = f"{follow.kind}-{follow.target or 'all'}" if len(items) == 1 else "digest"
    return {
        "List-Id": f"<{name}.follows.{host}>",
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Precedence": "bulk",
        **({"References": f"<{items[0].thread}@{host}>"} if len(items) == 1 else {}),
    }


def _letter(
    mailing: Mailing,
    template: str,
    context: Mapping[str, object],
    house: NewsroomSettings,
    headers: Mapping[str, str] | None = None,
) -> Letter:
    text, html = set_letter(template, {**context, "newsroom": house})
    return Letter(
        to=mailing.follower.address,
        subject=printable(str(context["subject"])),
        text=text,
        html=html,
        message_id=mailing.message_id,
        headers={
            "From": sender(house),
            "Auto-Submitted": "auto-generated",
            **(headers or {}),
        },
        return_to=return_address(mailing),
    )
