"""One thing that happened, in the words of a letter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from standfirst.discussion.models import Comment
from standfirst.lib.names import printable
from standfirst.publishing.models import ArticlePage

from .models import Follow, Kind
from .queries import Followed

# Longer ones are read on the page.
LONGEST, LONGEST_QUOTE = 1500, 300


@dataclass(frozen=True, slots=True)
class Item:
    """Something that happened, as it is told."""

    follow: Follow
    headline: str
    # Whose words they are; "" of an article.
    name: str
    text: str
    html: SafeString
    at: datetime | None
    # Where it is, whole, and the words of the link that leads there.
    address: str
    call: str
    # The article that it is about or stands under.
    title: str
    title_address: str
    # What is answered: the reader's own words.
    quote: str = ""
    is_reply: bool = False
    # By this, mail programs keep together what belongs to one discussion.
    thread: str = ""


def about_comment(follow: Follow, comment: Comment, article: ArticlePage) -> Item:
    """Tell of a comment, as an answer where the follower wrote what it answers."""
    name = printable(comment.name) or _("Anonymous")
    is_reply = follow.kind == Kind.REPLIES and _answers(comment, follow)
    quote = comment.parent.words if is_reply and comment.parent else ""
    return Item(
        follow=follow,
        headline=_headline(follow, is_reply=is_reply) % {"name": name},
        name=name,
        text=Truncator(printable(comment.words)).chars(LONGEST),
        html=set_in_letter(comment),
        at=comment.created_at,
        address=settings.SITE_URL + reverse("discussion:comment", args=[comment.pk]),
        call=_("Read and answer"),
        title=article.title,
        title_address=article.full_url or settings.SITE_URL,
        quote=Truncator(printable(quote)).chars(LONGEST_QUOTE),
        is_reply=is_reply,
        thread=f"{comment.thread.key}.discussion",
    )


def _answers(comment: Comment, follow: Follow) -> bool:
    """Whether what it answers is the follower's own; otherwise it mentions them."""
    parent, follower = comment.parent, follow.follower
    if parent is None:
        return False
    if follow.target:
        return follow.target == str(parent.pk)
    if parent.user_id is not None:
        return parent.user_id == follower.user_id
    return parent.mail.lower() == follower.mail


def _headline(follow: Follow, *, is_reply: bool) -> str:
    if is_reply:
        return _("%(name)s answered you")
    return (
        _("%(name)s mentioned you")
        if follow.kind == Kind.REPLIES
        else _("%(name)s wrote a comment")
    )


def about_held(follow: Follow, comment: Comment) -> Item:
    """Tell a moderator of a comment that waits, and why it does."""
    name, article = printable(comment.name) or _("Anonymous"), comment.thread.article
    desk = settings.SITE_URL + reverse("discussion_comments")
    return Item(
        follow=follow,
        headline=_("A comment by %(name)s is waiting") % {"name": name},
        name=name,
        text=Truncator(printable(comment.words)).chars(LONGEST),
        html=set_in_letter(comment),
        at=comment.created_at,
        address=f"{desk}#case-{comment.pk}",
        call=_("Read it and decide"),
        title=article.title if article else comment.thread.key,
        title_address=(article.full_url if article else None) or settings.SITE_URL,
        thread=f"{comment.thread.key}.desk",
    )


def about_article(follow: Follow, article: ArticlePage) -> Item:
    """Tell of an article that came out."""
    address = article.full_url or settings.SITE_URL
    return Item(
        follow=follow,
        headline=article.title,
        name="",
        text=article.standfirst,
        html=SafeString(""),
        at=article.first_published_at,
        address=address,
        call=_("Read it"),
        title=article.title,
        title_address=address,
        thread=f"article-{article.pk}",
    )


def subject_of(items: Sequence[Item]) -> str:
    """Return the subject of a letter; of one discussion always the same, so that it stays together."""
    first = items[0]
    if all(item.follow.kind == Kind.HELD for item in items):
        held = ngettext(
            "%(count)s comment is waiting to be read",
            "%(count)s comments are waiting to be read",
            len(items),
        )
        return held % {"count": len(items)}
    if len(items) > 1 and all(item.name and item.title == first.title for item in items):
        found = ngettext(
            "%(count)s new comment: %(title)s", "%(count)s new comments: %(title)s", len(items)
        )
        return found % {"count": len(items), "title": first.title}
    if len(items) > 1:
        found = ngettext("%(count)s new item for you", "%(count)s new items for you", len(items))
        return found % {"count": len(items)}
    if first.is_reply:
        return _("Answer to your comment: %(title)s") % {"title": first.title}
    if first.follow.kind == Kind.REPLIES:
        return _("You were mentioned: %(title)s") % {"title": first.title}
    if first.name:
        return _("New comment: %(title)s") % {"title": first.title}
    return first.title


def reason_of(follows: Sequence[Follow], names: Mapping[tuple[str, str], Followed]) -> str:
    """Say in a sentence why this letter came."""
    if len(follows) > 1:
        return _("You asked for one email about all of this.")
    follow = follows[0]
    name = names.get((follow.kind, follow.target))
    return _REASONS[Kind(follow.kind)]() % {"title": name.title if name else ""}


_REASONS = {
    Kind.THREAD: lambda: _("You follow the discussion of “%(title)s”."),
    Kind.REPLIES: lambda: _("You follow replies to your comments here, and mentions of you."),
    Kind.SECTION: lambda: _("You follow the section “%(title)s”."),
    Kind.AUTHOR: lambda: _("You follow what %(title)s writes."),
    Kind.TOPIC: lambda: _("You follow the topic “%(title)s”."),
    Kind.HELD: lambda: _("You moderate the discussions here."),
}


def set_in_letter(comment: Comment) -> SafeString:
    """Return the HTML of `comment`, shortened, its code in lines as wide as the letter."""
    html = Truncator(printable(comment.html)).chars(LONGEST, html=True)
    # Mail programs keep no style but that of the element. No attribute can hold this tag: it is written with its brackets escaped.
    html = html.replace("<pre", '<pre style="white-space:pre-wrap"')
    return mark_safe(html)  # noqa: S308 - sanitised when written
