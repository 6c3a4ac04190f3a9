"""What a page says of each comment: ready words, so that 200 of them are quickly laid out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from standfirst.lib import locale_formats

from .acts import acts_for
from .ballots import FIGURES, Ballots
from .ignoring import can_ignore
from .look import Look
from .models import Comment
from .nesting import Placed, all_below
from .queries import AGAIN
from .readers import STRANGER, Reader
from .services.meanwhile import version_of
from .shapes import fill

_COMMENT, _MORE = "discussion/parts/comment.html", "discussion/parts/more.html"
_FOLD, _BEGIN = "discussion/parts/fold.html", "discussion/parts/begin.html"
_THREAD, _BRANCH = '<ol class="thread">', '<ol class="replies">'
_FOLD_START, _FOLD_END = '<details class="branch">', "</li></ol></details>"
_FOLDED = '<ol class="folded">'
# An exchange is folded so many levels below the last that is set in, where so many follow there.
_FOLD_BELOW, _LEAST_FOLDED = 3, 5
_TAKEN_DOWN = {Comment.State.REMOVED, Comment.State.SPAM}
_NUMBER = 4_294_967_291  # stands for a comment's number while an address is looked up


@dataclass(frozen=True, slots=True)
class Line:
    """A comment, or what is said of replies (`comment` is None), ready to be filled in."""

    # How far in it stands, from 1; never more than one further than the line before it.
    level: int
    layout: str
    shape: frozenset[str]
    words: Mapping[str, str]
    comment: Comment | None = None
    # By which its item is found and changed for another, with all below it.
    part: str = ""
    # So many lines after it are folded under it.
    folds: int = 0


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where comments are, asked of the URL table once and not for each of them."""

    permalink: str
    reply: str
    branch: str
    question: str
    ignore: str
    moderate: str
    edit: str
    delete: str
    history: str

    @classmethod
    def look_up(cls) -> "Addresses":
        """Ask the table."""
        names = (
            "comment", "reply", "branch", "question", "ignore", "moderate", "edit", "delete", "history",
        )  # fmt: skip
        return cls(*(reverse(f"discussion:{name}", args=[_NUMBER]) for name in names))

    @staticmethod
    def at(pattern: str, number: int) -> str:
        """Return an address with its number in it."""
        return pattern.replace(str(_NUMBER), str(number))


def figure(number: int) -> str:
    """Return a number as the newsroom's language writes it."""
    return locale_formats.figure(number)


def lines_of(
    placed: Sequence[Placed],
    *,
    look: Look,
    reader: Reader = STRANGER,
    ballots: Ballots = FIGURES,
) -> list[Line]:
    """Return the lines of a page in reading order.

    Args:
        reader: what waits is shown to its own writer and to moderators.
        ballots: the votes as `reader` finds them.
    """
    return list(_lines(placed, _Writer(look=look, reader=reader, ballots=ballots)))


def branches_of(
    placed: Sequence[Placed], *, look: Look, reader: Reader, ballots: Ballots
) -> Iterator[tuple[Comment, list[Line]]]:
    """Return each comment on top, and the lines of its branch, in reading order."""
    writer = _Writer(look=look, reader=reader, ballots=ballots)
    tops = [at for at, item in enumerate(placed) if item.level == 1]
    for begin, end in pairwise([*tops, len(placed)]):
        yield placed[begin].comment, list(_lines(placed[begin:end], writer))


def render_lines(lines: Iterable[Line]) -> SafeString:
    """Return the HTML of a page's lines: lists in lists, each comment in an item; "" for none."""
    return render_list([render_items(lines)])


def render_list(items: Sequence[str]) -> SafeString:
    """Return the outermost list around `items`, or nothing where there are none."""
    if not any(items):
        return SafeString()
    return mark_safe("".join([_THREAD, *items, "\n</ol>"]))  # noqa: S308 - made below


def render_items(lines: Iterable[Line]) -> str:
    """Return the items of the outermost list that `lines` make, with all lists in them."""
    row: list[str] = []
    level = still_folded = 0
    opens_fold = False
    for line in lines:
        if opens_fold:
            row.append(_FOLDED)
        elif line.level > level:
            row.append(_BRANCH * bool(level))
        else:
            row.append("</li>" + (level - line.level) * "</ol></li>")
        row.append(f'\n<li id="{line.part}">' if line.part else "\n<li>")
        row.append(_FOLD_START * bool(line.folds) + fill(line.layout, line.shape, line.words))
        level, opens_fold = line.level, line.folds > 0
        if still_folded == 1:
            row.append(_FOLD_END)
        still_folded = line.folds or max(0, still_folded - 1)
    if level:
        row.append("</li>" + (level - 1) * "</ol></li>")
    return "".join(row)


def waits_because(comment: Comment) -> str:
    """Return a sentence for the writer of a comment that waits: until when, and why."""
    if comment.held_for == Comment.HeldFor.NEWCOMER:
        return gettext("Your first comment is read before it appears.")
    if comment.held_for == Comment.HeldFor.LINKS:
        return gettext("It has many links, so a person reads it before it appears.")
    if comment.held_for == Comment.HeldFor.MAIL:
        return gettext("It appears once you open the link in the email that we sent you.")
    return gettext("A person reads it before it appears.")


def has_own_waiting(lines: Iterable[Line]) -> bool:
    """Whether a waiting comment is shown in its own words: to its writer, or to a moderator."""
    return any("is_waiting" in line.shape for line in lines)


def _lines(placed: Sequence[Placed], writer: "_Writer") -> Iterator[Line]:
    """Comments in their order, and between them what is said of replies."""
    begins = writer.look.read_until
    top: Placed | None = None
    for at, item in enumerate(placed):
        if item.level == 1:
            if top and top.more:
                yield writer.more(top)
            top = item
        elif top and begins and item.comment.pk > begins:
            begins = 0
            yield writer.begin(top, item)
        yield writer.line(item)
        if item.level == writer.fold_at and (fold := writer.fold(item, all_below(placed, at))):
            yield fold
    if top and top.more:
        yield writer.more(top)


class _Writer:
    """Holds what all lines of a page share: words looked up once, addresses, the year."""

    def __init__(self, *, look: Look, reader: Reader, ballots: Ballots) -> None:
        self.look, self.reader, self.ballots = look, reader, ballots
        # Nothing is folded where the address asks for a branch or for one of its comments.
        self.fold_at = 0 if look.current or look.read_until else look.nesting + _FOLD_BELOW
        self.addresses = Addresses.look_up()
        self.anonymous = gettext("Anonymous")
        self.removed_name = gettext("a removed comment")
        self.deleted_name = gettext("a deleted comment")
        self.waiting_name = gettext("a comment that waits")

    def line(self, item: Placed) -> Line:
        """What the page says of a comment."""
        comment, answers = item.comment, item.answers
        time, tombstone = self.time_of(comment.created_at), self.tombstone_of(comment)
        name = self.name_of(comment)
        level = min(item.level, self.look.nesting)
        words = {
            "number": str(comment.pk),
            "heading": f"h{min(level + 2, 6)}",
            "label": f"{self.kind_of(comment) if tombstone else name}, {time}",
            "time": time,
            "time_code": comment.created_at.isoformat(timespec="seconds"),
            "place": self.addresses.at(self.addresses.permalink, comment.pk),
        }
        shape = {"is_current"} if comment.pk == self.look.current else set()
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
        if self.reader.is_moderator:
            words |= self.desk_words_of(comment)
            shape |= {f"can_{act}" for act in acts_for(comment)}
        if self.look.can_reply and comment.is_approved and not item.is_closed:
            words["reply_place"] = self.addresses.at(self.addresses.reply, comment.pk)
        part = self.part_of(item)
        return Line(level, _COMMENT, frozenset(shape), words, comment, part)

    def said_in(self, comment: Comment, name: str) -> dict[str, str]:
        """The words of a comment that is shown, and of what stands around them."""
        words = {
            "name": name,
            "html": mark_safe(comment.html),  # noqa: S308 - sanitised when it was written
            **self.ballots.words_of(comment),
        }
        if comment.website.startswith(("http://", "https://")):
            words["website"] = comment.website
        if comment.state == Comment.State.HELD:
            words["waits"] = waits_because(comment)
        if passage := comment.passage or comment.passage_question:
            words["passage"] = passage
            words["passage_place"] = self.addresses.at(
                self.addresses.question, comment.question_id or 0
            )
        if comment.expertise:
            words["expertise"] = comment.expertise
        if comment.edited_at:
            words["history_place"] = self.addresses.at(self.addresses.history, comment.pk)
        if can_ignore(self.reader, comment):
            words["ignore_place"] = self.addresses.at(self.addresses.ignore, comment.pk)
        return words

    def desk_words_of(self, comment: Comment) -> dict[str, str]:
        """What only moderators are told."""
        place = self.addresses.at(self.addresses.moderate, comment.pk)
        words = {"moderate_place": place, "version": version_of(comment)}
        if comment.state == Comment.State.HELD:
            words["waits_for"] = comment.waits_because
        elif comment.state in _TAKEN_DOWN:
            words["taken_down"] = self.removal_of(comment)
        return words

    def own_places(self, comment: Comment) -> dict[str, str]:
        """Where writers change or take back what is their own."""
        if not self.reader.wrote(comment):
            return {}
        places = {"delete_place": self.addresses.at(self.addresses.delete, comment.pk)}
        if self.look.editable_since and comment.created_at > self.look.editable_since:
            places["edit_place"] = self.addresses.at(self.addresses.edit, comment.pk)
        return places

    def shape_of(self, comment: Comment) -> set[str]:
        """Which marks and buttons a comment that is shown has."""
        flags = {
            "is_waiting": comment.state == Comment.State.HELD,
            "is_taken_down": comment.state in _TAKEN_DOWN,
            "is_pinned": comment.is_pinned,
            "is_picked": comment.is_picked,
            "is_by_guest": comment.user_id is None,
            "is_by_author": comment.is_by_author,
            "is_by_staff": comment.is_by_staff and not comment.is_by_author,
            "is_by_supporter": bool(comment.is_by_supporter),
            "is_ignored": self.look.ignored.wrote(comment),
        }
        return {name for name, is_so in flags.items() if is_so} | self.ballots.shape_of(comment)

    def part_of(self, item: Placed) -> str:
        """The name of a branch that more of it may come to stand in place of."""
        is_part = item.level == 1 and (item.more or self.look.read_until)
        return f"branch-{item.comment.pk}" if is_part and not self.look.is_partial else ""

    def more(self, top: Placed) -> Line:
        """The way to replies of a branch that are not on the page."""
        words = ngettext("%(n)s more reply", "%(n)s more replies", top.more)
        said = {
            "name": self.name_of(top.comment),
            "place": self.branch_after(top.comment.pk, top.more_after),
            "more": words % {"n": figure(top.more)},
        }
        if top.comment.reply_count - top.more <= AGAIN:
            said["part"] = self.part_of(top)
        return Line(min(2, self.look.nesting), _MORE, frozenset(), said)

    def begin(self, top: Placed, first: Placed) -> Line:
        """Where replies begin that were not on the page before."""
        number, level = top.comment.pk, min(first.level, self.look.nesting)
        place = self.branch_after(number, self.look.read_until)
        return Line(level, _BEGIN, frozenset(), {"number": str(number), "place": place})

    def branch_after(self, number: int, after: int) -> str:
        """Where the branch of a comment goes on, at the first reply that is new there."""
        branch = self.addresses.at(self.addresses.branch, number)
        order = f"&order={self.look.order}" if self.look.order else ""
        return f"{branch}?after={after}{order}#from-{number}"

    def fold(self, item: Placed, below: Sequence[Placed]) -> Line | None:
        """What hides the replies `below`: a long talk of few, too deep for the others; never one's own."""
        if len(below) < _LEAST_FOLDED or any(self.reader.wrote(one.comment) for one in below):
            return None
        words = ngettext("%(n)s more reply", "%(n)s more replies", len(below))
        said = {"name": self.name_of(item.comment), "more": words % {"n": figure(len(below))}}
        level = min(item.level, self.look.nesting)
        return Line(level, _FOLD, frozenset(), said, folds=len(below))

    def name_of(self, comment: Comment) -> str:
        if comment.is_approved or self.is_seen(comment):
            return comment.name or self.anonymous
        if comment.state == Comment.State.DELETED:
            return self.deleted_name
        return self.waiting_name if comment.state == Comment.State.HELD else self.removed_name

    def is_seen(self, comment: Comment) -> bool:
        """Whether who reads sees this though others do not: they wrote it and it waits, or they moderate."""
        if self.reader.is_moderator:
            return comment.state != Comment.State.DELETED
        return comment.state == Comment.State.HELD and self.reader.wrote(comment)

    def kind_of(self, comment: Comment) -> str:
        """What a tombstone is called."""
        if comment.state == Comment.State.HELD:
            return gettext("Waiting comment")
        if comment.state == Comment.State.DELETED:
            return gettext("Deleted comment")
        return gettext("Removed comment")

    def time_of(self, at: datetime) -> str:
        return locale_formats.moment_near(at, self.look.year)

    def tombstone_of(self, comment: Comment) -> str:
        if comment.is_approved or self.is_seen(comment):
            return ""
        if comment.state in _TAKEN_DOWN:
            return self.removal_of(comment)
        if comment.state == Comment.State.HELD:
            return gettext("This comment is waiting for a moderator.")
        return gettext("Deleted by its writer.")

    def removal_of(self, comment: Comment) -> str:
        if comment.state == Comment.State.REMOVED and comment.removed_reason:
            return gettext("Removed by the desk: %(reason)s") % {"reason": comment.removed_reason}
        return gettext("Removed by the desk.")

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
