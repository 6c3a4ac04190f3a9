"""The HTML of a page's comments: branch by branch, each kept for all who have nothing of their own in it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString

from standfirst.lib.kept_parts import Shelf, keep
from standfirst.lib.shown import shows

from .ballots import FIGURES, Ballots
from .closing import takes_comments
from .ignoring import NOBODY, ignored_by
from .lines import Line, branches_of, has_own_waiting, lines_of, render_items, render_list
from .look import Look
from .models import DiscussionSettings, Thread
from .nesting import Placed
from .orders import DEFAULT, Cursor, Order
from .own import Own, own_of
from .parts import Asked
from .queries import ThreadPage, branches_below, inline_page, own_votes, roots_of, thread_page
from .readers import STRANGER, Reader


@dataclass(frozen=True, slots=True)
class LaidOut:
    """The comments of one page, laid out, and where the next begins."""

    # Of the outermost list; the same objects that are kept branch by branch.
    items: tuple[str, ...]
    has_own_waiting: bool
    next: Cursor | None

    @property
    def html(self) -> SafeString:
        """The whole list, or nothing."""
        return render_list(self.items)

    def __len__(self) -> int:
        return sum(map(len, self.items))


@dataclass(frozen=True, slots=True)
class Style:
    """What is the same for all comments of a page: how they look, and how they are voted on."""

    look: Look
    ballots: Ballots = FIGURES

    @property
    def key(self) -> tuple[object, ...]:
        """All of it that a branch hangs on in which the reader has nothing."""
        look, votes = replace(self.look, editable_since=None, ignored=NOBODY), self.ballots
        return look, votes.address, votes.sign_in, votes.rules.down_votes

    def votes_on(
        self, placed: Sequence[Placed], *, reader: Reader, own: Own | None = None
    ) -> Ballots:
        """The votes under comments; one query for a known reader, unless they have none in the thread."""
        if self.ballots is FIGURES or (own is not None and not own.votes):
            return self.ballots
        own_ones = own_votes(reader=reader, numbers=[item.comment.pk for item in placed])
        return replace(self.ballots, own=own_ones)


def page_of(
    request: HttpRequest | None,
    thread: Thread,
    asked: Asked,
    *,
    reader: Reader,
    rules: DiscussionSettings,
) -> LaidOut:
    """One page of a thread; of what nobody has a part in, each branch is laid out once for all readers."""
    own = own_of(reader=reader, thread=thread)

    def make() -> LaidOut:
        style = style_of(thread, reader=reader, rules=rules, order=asked.order, own=own)
        if asked.inline_only:
            page = inline_page(thread=thread, order=asked.order, after=asked.after)
            return lay_out(page, style, reader=reader, own=own)
        if reader.is_moderator:
            page = thread_page(thread=thread, order=asked.order, after=asked.after, reader=reader)
            return lay_out(page, style, reader=reader, own=own)
        return _by_branches(request, thread, asked, style=style, reader=reader, own=own)

    if own or reader.is_moderator:
        return make()
    return keep(request, ("discussion", thread.key, asked, *_kind(reader)), make)


def lay_out(page: ThreadPage, style: Style, *, reader: Reader, own: Own | None = None) -> LaidOut:
    """Lay out a page of comments as `reader` sees them; `own` is what they have there, where that is known."""
    lines = lines_on(page, style, reader=reader, own=own)
    return LaidOut((render_items(lines),), has_own_waiting(lines), page.next)


def lines_on(
    page: ThreadPage, style: Style, *, reader: Reader, own: Own | None = None
) -> list[Line]:
    """The lines of a page."""
    ballots = style.votes_on(page.placed, reader=reader, own=own)
    return lines_of(page.placed, look=style.look, reader=reader, ballots=ballots)


def style_of(
    thread: Thread,
    *,
    reader: Reader,
    rules: DiscussionSettings | None,
    order: Order = DEFAULT,
    look: Look | None = None,
    own: Own | None = None,
) -> Style:
    """What is the same for all comments of a page; without `rules` nobody answers or votes there.

    Raises:
        ValueError: the thread stands under no article.
    """
    shows(f"thread:{thread.key}")
    article = thread.article
    if article is None:
        raise ValueError(f"{thread.key} stands under no article")
    look = replace(
        look or Look(),
        year=article.first_published_at.year if article.first_published_at else 0,
        ignored=ignored_by(reader) if own is None else own.ignored,
    )
    if rules is None:
        return Style(look)
    now = timezone.now()
    look = replace(
        look,
        can_reply=not reader.is_suspended
        and takes_comments(thread=thread, rules=rules, article=article, at=now),
        nesting=rules.nesting,
        order="" if order == rules.usual_order else order.value,
        # Of a stranger nothing here is their own to change.
        editable_since=now - timedelta(minutes=rules.edit_minutes)
        if rules.edit_minutes and reader.is_known
        else None,
    )
    return Style(look, Ballots.lay_out(reader=reader, rules=rules, own={}))


def _by_branches(
    request: HttpRequest | None,
    thread: Thread,
    asked: Asked,
    *,
    style: Style,
    reader: Reader,
    own: Own,
) -> LaidOut:
    roots = roots_of(thread=thread, order=asked.order, after=asked.after)
    shelf = Shelf(
        request, "branch", roots.fold, asked.order, style.key, *_kind(reader),
        keys_of=lambda number: (f"branch:{number}", f"branches:{thread.key}"),
    )  # fmt: skip
    kept = {root.id: shelf.get(root.id) for root in roots.chosen if not own.has_in(root.id)}
    missing = roots._replace(chosen=[it for it in roots.chosen if kept.get(it.id) is None])
    whose = reader if own.comments else STRANGER
    placed = branches_below(thread=thread, roots=missing, order=asked.order, reader=whose)
    ballots = style.votes_on(placed, reader=reader, own=own)
    made: dict[int, str] = {}
    is_waiting = False
    for top, lines in branches_of(placed, look=style.look, reader=reader, ballots=ballots):
        made[top.pk] = html = render_items(lines)
        is_waiting |= has_own_waiting(lines)
        if top.pk in kept:
            shelf.put(top.pk, html)
    own_waiting = made.keys() - {root.id for root in roots.chosen}
    shown = [kept.get(root.id) or made.get(root.id, "") for root in roots.chosen]
    first = [html for number, html in made.items() if number in own_waiting]
    return LaidOut((*first, *shown), is_waiting, roots.next)


def _kind(reader: Reader) -> tuple[bool, ...]:
    return reader.is_known, reader.user is not None, reader.is_suspended
