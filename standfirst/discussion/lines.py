"""What a page says of each comment: ready words, so that 200 of them are quickly laid out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.formats import number_format
from django.utils.safestring import mark_safe
from django.utils.translation import gettext, ngettext, pgettext

from .models import Comment
from .nesting import Placed
from .readers import STRANGER, Reader

_NUMBER = 4_294_967_291  # stands for a comment's number while an address is looked up


@dataclass(frozen=True, slots=True)
class Line:
    """A comment, or the way to replies that are not shown (`comment` is None), and its place.

    Lists are open as far as the line before it left them: `opens` one, or `closes` some.
    """

    opens: bool
    closes: range
    is_first: bool
    comment: Comment | None
    name: str
    website: str = ""
    label: str = ""
    time: str = ""
    time_code: str = ""
    html: str = ""
    place: str = ""
    to_name: str = ""
    to_place: str = ""
    reply_place: str = ""
    tombstone: str = ""
    closed: str = ""
    passage: str = ""
    more: str = ""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where comments are, asked of the URL table once and not for each of them."""

    permalink: str
    reply: str
    branch: str

    @classmethod
    def look_up(cls) -> "Addresses":
        """Ask the table."""
        names = ("comment", "reply", "branch")
        return cls(*(reverse(f"discussion:{name}", args=[_NUMBER]) for name in names))

    @staticmethod
    def at(pattern: str, number: int) -> str:
        """Return an address with its number in it."""
        return pattern.replace(str(_NUMBER), str(number))


def figure(number: int) -> str:
    """Return a number as the newsroom's language writes it."""
    return number_format(number, force_grouping=True, use_l10n=True)


def lines_of(
    placed: Iterable[Placed], *, year: int, can_reply: bool, reader: Reader = STRANGER
) -> list[Line]:
    """Return the lines of a page in reading order.

    Args:
        year: the year is told where it is another.
        reader: what waits is shown to its own writer only.
    """
    return list(_lines(placed, _Writer(year=year, can_reply=can_reply, reader=reader)))


def levels_left_open(lines: list[Line]) -> range:
    """Return how many lists of replies are still open after the last line."""
    level = 0
    for line in lines:
        level += line.opens - len(line.closes)
    return range(level)


def _lines(placed: Iterable[Placed], writer: "_Writer") -> Iterator[Line]:
    level = 0
    top: Placed | None = None
    for item in placed:
        if item.level == 1:
            if top and top.more:
                yield writer.more(top, _Step.between(level, 2))
                level = 2
            top = item
        yield writer.line(item, _Step.between(level, item.level))
        level = item.level
    if top and top.more:
        yield writer.more(top, _Step.between(level, 2))


@dataclass(frozen=True, slots=True)
class _Step:
    """What a line does to the lists that the line before it left open."""

    opens: bool
    closes: range
    is_first: bool

    @classmethod
    def between(cls, before: int, level: int) -> "_Step":
        return cls(level > before > 0, range(max(0, before - level)), level > before)


class _Writer:
    """Holds what all lines of a page share: words looked up once, addresses, the year."""

    def __init__(self, *, year: int, can_reply: bool, reader: Reader) -> None:
        self.year, self.can_reply, self.reader = year, can_reply, reader
        self.addresses = Addresses.look_up()
        self.anonymous = gettext("Anonymous")
        self.removed_name = gettext("a removed comment")
        self.waiting_name = gettext("a comment that waits")
        self.this_year = pgettext("time of a comment", "j F, H.i")
        self.other_year = pgettext("time of a comment of another year", "j F Y, H.i")

    def line(self, item: Placed, step: _Step) -> Line:
        comment = item.comment
        time, name = self.time_of(comment.created_at), self.name_of(comment)
        tombstone = self.tombstone_of(comment)
        at = self.addresses.at
        answers = item.answers
        return Line(
            opens=step.opens,
            closes=step.closes,
            is_first=step.is_first,
            comment=comment,
            name=name,
            website="" if tombstone else self.website_of(comment),
            label=f"{self.kind_of(comment) if tombstone else name}, {time}",
            time=time,
            time_code=comment.created_at.isoformat(timespec="seconds"),
            html="" if tombstone else mark_safe(comment.html),  # noqa: S308 - sanitised when it was written
            place=at(self.addresses.permalink, comment.pk),
            to_name=self.name_of(answers) if answers else "",
            to_place=self.to_place(item),
            reply_place=at(self.addresses.reply, comment.pk)
            if self.can_reply and comment.is_approved and not item.is_closed
            else "",
            tombstone=tombstone,
            closed=self.closed_of(comment) if comment.is_closed and not tombstone else "",
            passage=comment.passage or comment.passage_question or "",
        )

    def more(self, top: Placed, step: _Step) -> Line:
        words = ngettext("%(n)s more reply", "%(n)s more replies", top.more)
        branch = self.addresses.at(self.addresses.branch, top.comment.pk)
        return Line(
            opens=step.opens,
            closes=step.closes,
            is_first=step.is_first,
            comment=None,
            name=self.name_of(top.comment),
            place=f"{branch}?after={top.more_after}" if top.more_after else branch,
            more=words % {"n": figure(top.more)},
        )

    def name_of(self, comment: Comment) -> str:
        if comment.is_approved or self.is_own_waiting(comment):
            return comment.name or self.anonymous
        return self.waiting_name if comment.state == Comment.State.HELD else self.removed_name

    def is_own_waiting(self, comment: Comment) -> bool:
        """Whether who reads wrote this, and it waits: the only one to whom it is shown."""
        return comment.state == Comment.State.HELD and self.reader.wrote(comment)

    def kind_of(self, comment: Comment) -> str:
        """What a tombstone is called."""
        if comment.state == Comment.State.HELD:
            return gettext("Waiting comment")
        return gettext("Removed comment")

    def website_of(self, comment: Comment) -> str:
        return comment.website if comment.website.startswith(("http://", "https://")) else ""

    def time_of(self, at: datetime) -> str:
        here = timezone.localtime(at)
        return format_date(here, self.this_year if here.year == self.year else self.other_year)

    def tombstone_of(self, comment: Comment) -> str:
        if comment.state == Comment.State.REMOVED and comment.removed_reason:
            return gettext("Removed by the desk: %(reason)s") % {"reason": comment.removed_reason}
        if comment.state in {Comment.State.REMOVED, Comment.State.SPAM}:
            return gettext("Removed by the desk.")
        if comment.state == Comment.State.HELD and not self.is_own_waiting(comment):
            return gettext("This comment waits for the desk.")
        return ""

    def closed_of(self, comment: Comment) -> str:
        if not comment.reply_count:
            return gettext("Closed by the desk: it takes no replies.")
        return ngettext(
            "Closed by the desk after %(n)s reply.",
            "Closed by the desk after %(n)s replies.",
            comment.reply_count,
        ) % {"n": figure(comment.reply_count)}

    def to_place(self, item: Placed) -> str:
        if item.answers is None:
            return ""
        if item.is_below:
            return f"#comment-{item.answers.pk}"
        return self.addresses.at(self.addresses.permalink, item.answers.pk)
