"""What a stream says: ready sentences in the page's language, because scripts cannot count in all of them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from standfirst.delivery.queries.news import WAITING, WINDOW, Recent, ThreadNews
from standfirst.lib.locale_formats import figure


@dataclass(frozen=True, slots=True)
class Listener:
    """Who follows a thread, and what their page shows already.

    `since` is when the newest comment that it shows was written (microseconds since 1970; None
    where the page does not know); `late` are comments written before that and shown after.
    """

    key: str
    since: int | None = None
    late: frozenset[int] = frozenset()
    user_id: int | None = None
    guest_key: str | None = None
    language: str = "en"
    address_key: str = ""

    def wrote(self, user_id: int | None, guest_key: str | None) -> bool:
        """Whether the comment with this account and this guest's key is theirs."""
        if user_id is not None:
            return user_id == self.user_id
        return guest_key is not None and guest_key == self.guest_key


def fresh(listener: Listener, news: ThreadNews, before: ThreadNews) -> list[Recent]:
    """Return the others' comments that the page does not show; `before` is how they found the thread."""
    since = before.upto if listener.since is None else listener.since
    known = {comment.number for comment in before.recent}
    return [
        comment
        for comment in news.recent
        if (
            comment.written > since
            or comment.number in listener.late
            or (comment.number not in known and comment.written > before.reaches_back)
        )
        and not listener.wrote(comment.user_id, comment.guest_key)
    ]


def event(listener: Listener, news: ThreadNews, before: ThreadNews) -> str:
    """Return the event `changed`, whose id lists what came late, so that a return loses none of it."""
    new = fresh(listener, news, before)
    since = before.upto if listener.since is None else listener.since
    late = [str(comment.number) for comment in new if comment.written <= since]
    told = {
        "count": figure(news.count),
        "unit": ngettext("comment", "comments", news.count),
        "said": _waiting(news.count) if listener.key == WAITING else _sentence(len(new)),
        "fresh": [comment.number for comment in new],
        "upto": news.upto,
        "replies": list(_replies(listener, new)),
    }
    return f"id: {','.join(late)}\nevent: changed\ndata: {json.dumps(told)}\n\n"


def _waiting(count: int) -> str:
    said = ngettext(
        "%(count)s comment is waiting now.", "%(count)s comments are waiting now.", count
    )
    return said % {"count": figure(count)}


def _sentence(count: int) -> str:
    if count == 0:
        return ""
    if count == WINDOW:
        return _("More than %(count)s new comments") % {"count": WINDOW - 1}
    return ngettext("%(count)s new comment", "%(count)s new comments", count) % {"count": count}


def _replies(listener: Listener, new: Iterable[Recent]) -> Iterable[dict[str, str]]:
    for comment in new:
        if listener.wrote(comment.answered_user_id, comment.answered_guest_key):
            name = comment.name or _("Anonymous")
            yield {
                "said": _("%(name)s replied to your comment") % {"name": name},
                "place": reverse("discussion:comment", args=[comment.number]),
            }
