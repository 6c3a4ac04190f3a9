"""What the discussion's templates are handed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from standfirst.publishing.models import ArticlePage

from .ballots import Ballots
from .composing import WrittenForm, written_form
from .lines import Line, figure, has_own_waiting, lines_of
from .models import Comment, DiscussionSettings, Thread
from .nesting import Placed
from .orders import DEFAULT, Cursor, Order
from .queries import ThreadPage, inline_page, own_votes, thread_of, thread_page
from .readers import Reader, reader_of

INLINE = "inline-feedback"


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to see a thread."""

    label: str
    address: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """Which part of a thread a reader asked for."""

    order: Order = DEFAULT
    after: Cursor | None = None
    inline_only: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A part of a discussion, ready to be laid out."""

    article: ArticlePage
    thread: Thread
    rules: DiscussionSettings
    lines: Sequence[Line] = ()
    asked: Asked = Asked()
    next: str = ""
    orders: Sequence[Choice] = ()
    form: WrittenForm | None = None
    # Everything about the thread that has an address of its own.
    whole: str = ""
    feed: str = ""
    inline: str = ""
    old_numbers: str = ""

    @property
    def count(self) -> str:
        """Approved comments, as the language writes figures."""
        return figure(self.thread.comment_count)

    @property
    def inline_count(self) -> str:
        """Answers to passages, likewise."""
        return figure(self.thread.inline_count)

    @property
    def is_private(self) -> bool:
        """Whether a comment is among the lines that only its writer may see."""
        return has_own_waiting(self.lines)

    @property
    def is_open(self) -> bool:
        """Whether it takes comments."""
        return takes_comments(self.thread, self.rules)


@dataclass(frozen=True, slots=True)
class Quoted:
    """A comment alone, laid out as in a thread."""

    lines: Sequence[Line]


def takes_comments(thread: Thread, rules: DiscussionSettings) -> bool:
    """Whether anybody may post here."""
    return rules.is_open and thread.state == Thread.State.OPEN


def order_of(request: HttpRequest | None) -> Order:
    """Return the order that an address asks for; one that is not known is the usual one."""
    asked = request.GET.get("order", "") if request else ""
    return Order(asked) if asked in Order.values else DEFAULT


def show_thread(
    *, request: HttpRequest | None, article: ArticlePage, asked: Asked, on_article: bool
) -> Shown:
    """Return one page of the article's thread, on the article's own page or on the thread's."""
    thread = thread_of(article)
    reader = reader_of(request)
    if asked.inline_only:
        page = inline_page(thread=thread, order=asked.order, after=asked.after)
    else:
        page = thread_page(thread=thread, order=asked.order, after=asked.after, reader=reader)
    rules = DiscussionSettings.for_request(request) if request else DiscussionSettings()
    whole = reverse("discussion:thread", args=[thread.key])
    start = article.get_url(request) if on_article else whole
    return Shown(
        article=article,
        thread=thread,
        rules=rules,
        lines=_lines(page, thread, reader=reader, rules=rules),
        asked=asked,
        next=_address(whole, asked, after=page.next) if page.next else "",
        orders=[
            Choice(
                str(order.label),
                _address(start or whole, Asked(order, None, asked.inline_only)),
                order == asked.order,
            )
            for order in Order
        ],
        form=written_form(request=request, thread=thread, rules=rules),
        whole=_address(whole, Asked(asked.order)),
        feed=reverse("discussion:feed", args=[thread.key]),
        inline=_address(whole, Asked(asked.order, None, inline_only=True)),
        old_numbers=reverse("discussion:old_comment", args=[thread.key, 0]),
    )


def show_branch(*, request: HttpRequest, comment: Comment, page: ThreadPage) -> Shown:
    """Return a part of one branch."""
    thread = comment.thread
    article = _article_of(thread)
    rules = DiscussionSettings.for_request(request)
    branch = reverse("discussion:branch", args=[comment.branch_number])
    return Shown(
        article=article,
        thread=thread,
        rules=rules,
        lines=_lines(page, thread, reader=reader_of(request), rules=rules),
        next=f"{branch}?after={page.next.number}" if page.next else "",
        whole=reverse("discussion:thread", args=[thread.key]),
        feed=reverse("discussion:feed", args=[thread.key]),
    )


def show_one(*, request: HttpRequest, comment: Comment) -> Quoted:
    """Return one comment by itself, without a way to answer it: it stands above the form for that."""
    placed = Placed(comment, 1, None, is_below=False, is_closed=comment.is_closed)
    page = ThreadPage([placed])
    return Quoted(_lines(page, comment.thread, reader=reader_of(request), rules=None))


def _article_of(thread: Thread) -> ArticlePage:
    article = thread.article
    if article is None:
        raise ValueError(f"{thread.key} stands under no article")
    return article


def _lines(
    page: ThreadPage,
    thread: Thread,
    *,
    reader: Reader,
    rules: DiscussionSettings | None,
) -> list[Line]:
    """The lines of a page; without `rules` nobody answers or votes there."""
    article = _article_of(thread)
    year = article.first_published_at.year if article.first_published_at else 0
    if rules is None:
        return lines_of(page.placed, year=year, can_reply=False, reader=reader)
    own = own_votes(reader=reader, numbers=[placed.comment.pk for placed in page.placed])
    # Of a stranger nothing here is their own to change.
    minutes = rules.edit_minutes if reader.is_known else 0
    return lines_of(
        page.placed,
        year=year,
        can_reply=takes_comments(thread, rules),
        reader=reader,
        ballots=Ballots.lay_out(reader=reader, rules=rules, own=own),
        editable_since=timezone.now() - timedelta(minutes=minutes) if minutes else None,
    )


def _address(start: str, asked: Asked, after: Cursor | None = None) -> str:
    """Return an address with only what differs from the usual, so that each page has one."""
    parts = {
        "order": asked.order.value if asked.order != DEFAULT else "",
        "show": INLINE if asked.inline_only else "",
        "after": str(after) if after else "",
    }
    said = urlencode({name: value for name, value in parts.items() if value}, safe=":~")
    return f"{start}?{said}#discussion" if said else f"{start}#discussion"
