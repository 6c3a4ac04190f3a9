"""Until when a discussion takes comments, and in words why it does not."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from standfirst.lib import locale_formats
from standfirst.publishing.models import ArticlePage

from .models import DiscussionSettings, Thread

# So long before it closes readers are told.
SOON = timedelta(days=3)


def takes_comments(
    *, thread: Thread, rules: DiscussionSettings, article: ArticlePage | None, at: datetime
) -> bool:
    """Whether anybody may post in `thread`, which may be one that nobody has begun yet."""
    return not why_closed(thread=thread, rules=rules, article=article, at=at)


def why_closed(
    *, thread: Thread, rules: DiscussionSettings, article: ArticlePage | None, at: datetime
) -> str:
    """Return a sentence for readers, or "" where comments are taken.

    The desk's own note comes before the age of the article.
    """
    if thread.state == Thread.State.CLOSED and thread.closed_note:
        return thread.closed_note
    if not rules.is_open or thread.state == Thread.State.CLOSED:
        return _("This discussion is closed to new comments.")
    closes_at = _closes_at(thread, rules, article)
    if closes_at is None or at < closes_at:
        return ""
    return ngettext(
        "This discussion closed on %(day)s, %(n)s day after the article appeared.",
        "This discussion closed on %(day)s, %(n)s days after the article appeared.",
        rules.close_after_days,
    ) % {"day": _day(closes_at, at), "n": rules.close_after_days}


def open_until(
    *, thread: Thread, rules: DiscussionSettings, article: ArticlePage | None, at: datetime
) -> str:
    """Return until when an open discussion is open where that is soon; otherwise ""."""
    closes_at = _closes_at(thread, rules, article)
    if closes_at is None or not at < closes_at <= at + SOON:
        return ""
    return _("Open until %(time)s.") % {"time": locale_formats.moment_of_this_year(closes_at)}


def _closes_at(
    thread: Thread, rules: DiscussionSettings, article: ArticlePage | None
) -> datetime | None:
    """When it closes by the age of its article; None where it does not."""
    appeared: datetime | None = article.first_published_at if article else None
    if not rules.close_after_days or thread.is_kept_open or appeared is None:
        return None
    return appeared + timedelta(days=rules.close_after_days)


def _day(of: datetime, at: datetime) -> str:
    return locale_formats.day_near(of, timezone.localtime(at).year)
