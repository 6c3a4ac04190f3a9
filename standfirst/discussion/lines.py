"""What a page says of each comment: ready words, so that 200 of them are quickly laid out."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.formats import number_format
from django.utils.safestring import mark_safe
from django.utils.translation import gettext, ngettext, pgettext

from .ballots import FIGURES, Ballots
from .models import Comment
from .nesting import Placed
from .readers import STRANGER, Reader
from .shapes import fill

_COMMENT, _MORE = "discussion/parts/comment.html", "discussion/parts/more.html"
_THREAD, _BRANCH = '<ol class="thread">', '<ol class="replies">'
_NUMBER = 4_294_967_291  # stands for a comment's number while an address is looked up


@dataclass(frozen=True, slots=True)
class Line:
    """A comment, or the way to replies that are not shown (`comment` is None), ready to be filled in."""

    # How far in it stands, from 1; never more than one further than the line before it.
    level: int
    layout: str
    shape: frozenset[str]
    words: Mapping[str, str]
    comment: Comment | None = None


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where comments are, asked of the URL table once and not for each of them."""

    permalink: str
    reply: str
    branch: str
    edit: str
    delete: str
    history: str

    @classmethod
    def look_up(cls) -> "Addresses":
        """Ask the table."""
        names = ("comment", "reply", "branch", "edit", "delete", "history")
        return cls(*(reverse(f"discussion:{name}", args=[_NUMBER]) for name in names))

    @staticmethod
    def at(pattern: str, number: int) -> str:
        """Return an address with its number in it."""
        return pattern.replace(str(_NUMBER), str(number))


def figure(number: int) -> str:
    """Return a number as the newsroom's language writes it."""
    return number_format(number, force_grouping=True, use_l10n=True)


def lines_of(
    placed: Iterable[Placed],
    *,
    year: int,
    can_reply: bool,
    reader: Reader = STRANGER,
    ballots: Ballots = FIGURES,
    editable_since: datetime | None = None,
) -> list[Line]:
    """Return the lines of a page in reading order.

    Args:
        year: the year is told where it is another.
        reader: what waits is shown to its own writer only.
        ballots: the votes as `reader` finds them.
        editable_since: what was written after this, its writer may change.
    """
    writer = _Writer(
        year=year,
        can_reply=can_reply,
        reader=reader,
        ballots=ballots,
        editable_since=editable_since,
    )
    return list(_lines(placed, writer))


def render_lines(lines: Iterable[Line]) -> str:
    """Return the HTML of a page's lines: lists in lists, each comment in an item; "" for none."""
    row: list[str] = []
    level = 0
    for line in lines:
        if line.level > level:
            row.append(_BRANCH if level else _THREAD)
        else:
            row.append("</li>" + (level - line.level) * "</ol></li>")
        row += ["\n<li>", fill(line.layout, line.shape, line.words)]
        level = line.level
    if level:
        row.append("</li>" + (level - 1) * "</ol></li>" + "\n</ol>")
    return mark_safe("".join(row))  # noqa: S308 - filled in with escaped words


def has_own_waiting(lines: Iterable[Line]) -> bool:
    """Whether a waiting comment is shown in its own words: to its writer."""
    return any("is_waiting" in line.shape for line in lines)


def _lines(placed: Iterable[Placed], writer: "_Writer") -> Iterator[Line]:
    top: Placed | None = None
    for item in placed:
        if item.level == 1:
            if top and top.more:
                yield writer.more(top)
            top = item
        yield writer.line(item)
    if top and top.more:
        yield writer.more(top)


class _Writer:
    """Holds what all lines of a page share: words looked up once, addresses, the year."""

    def __init__(
        self,
        *,
        year: int,
        can_reply: bool,
        reader: Reader,
        ballots: Ballots,
        editable_since: datetime | None,
    ) -> None:
        self.year, self.can_reply, self.reader = year, can_reply, reader
        self.ballots, self.editable_since = ballots, editable_since
        self.addresses = Addresses.look_up()
        self.anonymous = gettext("Anonymous")
        self.removed_name = gettext("a removed comment")
        self.deleted_name = gettext("a deleted comment")
        self.waiting_name = gettext("a comment that waits")
        self.this_year = pgettext("time of a comment", "j F, H.i")
        self.other_year = pgettext("time of a comment of another year", "j F Y, H.i")

    def line(self, item: Placed) -> Line:
        """What the page says of a comment."""
        comment, answers = item.comment, item.answers
        time, tombstone = self.time_of(comment.created_at), self.tombstone_of(comment)
        name = self.name_of(comment)
        words = {
            "number": str(comment.pk),
            "label": f"{self.kind_of(comment) if tombstone else name}, {time}",
            "time": time,
            "time_code": comment.created_at.isoformat(timespec="seconds"),
            "place": self.addresses.at(self.addresses.permalink, comment.pk),
        }
        shape = set()
        if answers:
            shape.add("is_answer")
            words |= {"to_name": self.name_of(answers), "to_place": self.to_place(item, answers)}
        if tombstone:
            words["tombstone"] = tombstone
        else:
            words |= self.said_in(comment, name) | self.own_places(comment)
            shape |= self.shape_of(comment)
        if comment.is_closed and not tombstone:
            words["closed"] = self.closed_of(comment)
        if self.can_reply and comment.is_approved and not item.is_closed:
            words["reply_place"] = self.addresses.at(self.addresses.reply, comment.pk)
        return Line(item.level, _COMMENT, frozenset(shape), words, comment)

    def said_in(self, comment: Comment, name: str) -> dict[str, str]:
        """The words of a comment that is shown, and of what stands around them."""
        words = {
            "name": name,
            "html": mark_safe(comment.html),  # noqa: S308 - sanitised when it was written
            **self.ballots.words_of(comment),
        }
        if comment.website.startswith(("http://", "https://")):
            words["website"] = comment.website
        if passage := comment.passage or comment.passage_question:
            words["passage"] = passage
        if comment.edited_at:
            words["history_place"] = self.addresses.at(self.addresses.history, comment.pk)
        return words

    def own_places(self, comment: Comment) -> dict[str, str]:
        """Where writers change or take back what is their own."""
        if not self.reader.wrote(comment):
            return {}
        places = {"delete_place": self.addresses.at(self.addresses.delete, comment.pk)}
        if self.editable_since and comment.created_at > self.editable_since:
            places["edit_place"] = self.addresses.at(self.addresses.edit, comment.pk)
        return places

    def shape_of(self, comment: Comment) -> set[str]:
        """Which marks and buttons a comment that is shown has."""
        flags = {
            "is_waiting": comment.state == Comment.State.HELD,
            "is_unproven": comment.held_for == Comment.HeldFor.MAIL,
            "is_pinned": comment.is_pinned,
            "is_picked": comment.is_picked,
            "is_by_author": comment.is_by_author,
        }
        return {name for name, is_so in flags.items() if is_so} | self.ballots.shape_of(comment)

    def more(self, top: Placed) -> Line:
        """The way to replies of a branch that are not on the page."""
        words = ngettext("%(n)s more reply", "%(n)s more replies", top.more)
        branch = self.addresses.at(self.addresses.branch, top.comment.pk)
        said = {
            "name": self.name_of(top.comment),
            "place": f"{branch}?after={top.more_after}" if top.more_after else branch,
            "more": words % {"n": figure(top.more)},
        }
        return Line(2, _MORE, frozenset(), said)

    def name_of(self, comment: Comment) -> str:
        if comment.is_approved or self.is_own_waiting(comment):
            return comment.name or self.anonymous
        if comment.state == Comment.State.DELETED:
            return self.deleted_name
        return self.waiting_name if comment.state == Comment.State.HELD else self.removed_name

    def is_own_waiting(self, comment: Comment) -> bool:
        """Whether who reads wrote this, and it waits: the only one to whom it is shown."""
        return comment.state == Comment.State.HELD and self.reader.wrote(comment)

    def kind_of(self, comment: Comment) -> str:
        """What a tombstone is called."""
        if comment.state == Comment.State.HELD:
            return gettext("Waiting comment")
        if comment.state == Comment.State.DELETED:
            return gettext("Deleted comment")
        return gettext("Removed comment")

    def time_of(self, at: datetime) -> str:
        here = timezone.localtime(at)
        return format_date(here, self.this_year if here.year == self.year else self.other_year)

    def tombstone_of(self, comment: Comment) -> str:
        if comment.state == Comment.State.REMOVED and comment.removed_reason:
            return gettext("Removed by the desk: %(reason)s") % {"reason": comment.removed_reason}
        if comment.state in {Comment.State.REMOVED, Comment.State.SPAM}:
            return gettext("Removed by the desk.")
        if comment.state == Comment.State.DELETED:
            return gettext("Deleted by its writer.")
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

    def to_place(self, item: Placed, answers: Comment) -> str:
        if item.is_below:
            return f"#comment-{answers.pk}"
        return self.addresses.at(self.addresses.permalink, answers.pk)
