"""What the discussion's templates are handed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from standfirst.lib.moments import microseconds
from standfirst.publishing.models import ArticlePage

from .acts import acts_for_thread, labels_of
from .closing import open_until, why_closed
from .composing import WrittenForm, written_form
from .lines import Line, figure
from .look import Look
from .models import Comment, DiscussionSettings, PassageQuestion, Thread
from .nesting import Placed
from .orders import Cursor, Order
from .parts import Asked, Choice, Parts, rules_of
from .queries import ThreadPage, inline_page, thread_of
from .readers import reader_of
from .rendering import lay_out, lines_on, page_of, style_of
from .services.meanwhile import version_of


@dataclass(frozen=True, slots=True)
class Shown:
    """A part of a discussion, ready to be laid out."""

    article: ArticlePage
    thread: Thread
    rules: DiscussionSettings
    # The comments, laid out; "" where there are none.
    lines: SafeString = field(default_factory=SafeString)
    has_own_waiting: bool = False
    # Why it takes no comments, or until when it does, where that is soon.
    closed: str = ""
    until: str = ""
    asked: Asked = field(default_factory=Asked)
    next: str = ""
    orders: Sequence[Choice] = ()
    form: WrittenForm | None = None
    # What a moderator may do with the whole thread: names and labels.
    thread_acts: Mapping[str, str] = field(default_factory=dict)
    is_for_moderator: bool = False
    # Everything about the thread that has an address of its own.
    whole: str = ""
    feed: str = ""
    inline: str = ""
    old_numbers: str = ""
    # Of a branch: where it stands in the thread.
    place: str = ""

    @property
    def count(self) -> str:
        """Approved comments, as the language writes figures."""
        return figure(self.thread.comment_count)

    @property
    def since(self) -> int:
        """When the newest comment was written that this takes account of, as streams ask for it."""
        return microseconds(self.thread.last_comment_at)

    @property
    def newest(self) -> str:
        """Where the newest comments stand first."""
        return Parts(self.thread, self.rules.usual_order).address(Asked(Order.NEWEST))

    @property
    def inline_count(self) -> str:
        """Answers to passages, likewise."""
        return figure(self.thread.inline_count)

    @property
    def is_private(self) -> bool:
        """Whether something is on the page that not everybody may see."""
        return self.is_for_moderator or self.has_own_waiting

    @property
    def moderate(self) -> str:
        """Where a moderator's act on the whole thread is sent."""
        return reverse("discussion:moderate_thread", args=[self.thread.key])

    @property
    def version(self) -> str:
        """What a moderator sees of the whole thread, as `moderate` is sent it."""
        return version_of(self.thread)

    @property
    def is_open(self) -> bool:
        """Whether it takes comments."""
        return not self.closed


@dataclass(frozen=True, slots=True)
class Quoted:
    """A comment alone, laid out as in a thread."""

    lines: Sequence[Line]


def show_thread(
    *, request: HttpRequest | None, article: ArticlePage, asked: Asked, on_article: bool
) -> Shown:
    """Return one page of the article's thread, on the article's own page or on the thread's."""
    thread, reader, rules = thread_of(article), reader_of(request), rules_of(request)
    page = page_of(request, thread, asked, reader=reader, rules=rules)
    parts = Parts(thread, rules.usual_order)
    start = article.get_url(request) or "" if on_article else ""
    return Shown(
        article=article,
        thread=thread,
        rules=rules,
        lines=page.html,
        has_own_waiting=page.has_own_waiting,
        closed=why_closed(thread=thread, rules=rules, article=article, at=timezone.now()),
        until=open_until(thread=thread, rules=rules, article=article, at=timezone.now()),
        asked=asked,
        next=parts.address(replace(asked, after=page.next)) if page.next else "",
        orders=parts.choices(asked, start=start),
        form=written_form(request=request, thread=thread, rules=rules),
        thread_acts=labels_of(acts_for_thread(thread, rules)) if reader.is_moderator else {},
        is_for_moderator=reader.is_moderator,
        whole=parts.address(Asked(asked.order)),
        feed=reverse("discussion:feed", args=[thread.key]),
        inline=parts.address(Asked(asked.order, inline_only=True)),
        old_numbers=reverse("discussion:old_comment", args=[thread.key, 0]),
    )


def show_branch(
    *, request: HttpRequest, comment: Comment, page: ThreadPage, order: Order, after: int = 0
) -> Shown:
    """Return a part of one branch: what goes on after comment `after`, or the exchange of a reply."""
    thread, rules = comment.thread, rules_of(request)
    article = _article_of(thread)
    parts = Parts(thread, rules.usual_order)
    current = comment.pk if comment.parent_id else 0
    look = Look(current=current, read_until=after, is_partial=page.is_partial)
    reader = reader_of(request)
    style = style_of(thread, reader=reader, rules=rules, order=order, look=look)
    laid_out = lay_out(page, style, reader=reader)
    return Shown(
        article=article,
        thread=thread,
        rules=rules,
        lines=laid_out.html,
        has_own_waiting=laid_out.has_own_waiting,
        is_for_moderator=reader.is_moderator,
        closed=why_closed(thread=thread, rules=rules, article=article, at=timezone.now()),
        next=parts.branch(comment.branch_number, order=order, after=page.next) if page.next else "",
        whole=parts.address(Asked(order)),
        feed=reverse("discussion:feed", args=[thread.key]),
        place=parts.beginning_with(page.placed[0].comment, order=order),
    )


def show_answers(*, request: HttpRequest, question: PassageQuestion, after: Cursor | None) -> Shown:
    """Return one page of the answers to a question about a passage, in the order of the talk."""
    thread = question.thread
    article, rules = _article_of(thread), rules_of(request)
    page = inline_page(thread=thread, order=Order.OLDEST, after=after, question=question)
    reader = reader_of(request)
    laid_out = lay_out(page, style_of(thread, reader=reader, rules=rules), reader=reader)
    parts = Parts(thread, rules.usual_order)
    here = reverse("discussion:question", args=[question.pk])
    return Shown(
        article=article,
        thread=thread,
        rules=rules,
        lines=laid_out.html,
        has_own_waiting=laid_out.has_own_waiting,
        closed=why_closed(thread=thread, rules=rules, article=article, at=timezone.now()),
        next=parts.address(Asked(parts.usual, page.next), start=here) if page.next else "",
        form=written_form(request=request, thread=thread, rules=rules, question=question.pk),
        whole=parts.address(Asked(parts.usual)),
    )


def show_one(*, request: HttpRequest, comment: Comment) -> Quoted:
    """Return one comment by itself, without a way to answer it: it stands above the form for that."""
    placed = Placed(comment, 1, None, is_below=False, is_closed=comment.is_closed)
    page = ThreadPage([placed])
    reader = reader_of(request)
    return Quoted(
        lines_on(page, style_of(comment.thread, reader=reader, rules=None), reader=reader)
    )


def _article_of(thread: Thread) -> ArticlePage:
    article = thread.article
    if article is None:
        raise ValueError(f"{thread.key} stands under no article")
    return article
