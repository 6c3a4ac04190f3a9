"""Reading threads: the same few queries at any size, each bounded by what is shown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from standfirst.accounts.models import User
from standfirst.accounts.queries import proven_address
from standfirst.lib.prepared import Prepared
from standfirst.publishing.models import ArticlePage, Byline

from .models import (
    Comment,
    CommentQuerySet,
    IgnoredReader,
    PassageQuestion,
    Thread,
    Vote,
)
from .nesting import Placed, nest
from .orders import Cursor, Order
from .own import held_of
from .placing import put_among
from .readers import STRANGER, Reader
from .roots import Root, Roots, first_roots, roots_after

# Comments on one page, more or less: no branch is cut for it.
PAGE = 200
# Replies shown of one branch where the thread is longer than a page.
FOLD = 50
# Rows read for the branches of one page, whatever moderators took out of them.
_MOST_ROWS = 5 * PAGE
# Replies of a branch that are shown once more with the next ones, so that all stand in their places.
AGAIN = 2 * PAGE
_NOT_SHOWN = ("words", "mail", "key")


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """A page of a thread, in reading order."""

    placed: list[Placed] = field(default_factory=list)
    # Where the next page begins; None on the last.
    next: Cursor | None = None
    # What is between the comments of the page and the top of their branch is left out.
    is_partial: bool = False


def key_of(article: ArticlePage) -> str:
    """The key of an article's thread, whether or not there is one yet."""
    return f"article-{article.pk}"


def thread_of(article: ArticlePage) -> Thread:
    """The article's thread with its `inline_count`; before the first comment an unsaved one."""
    thread = _threads.first(key_of(article)) or Thread(key=key_of(article))
    thread.article = article
    return thread


_threads: Prepared[Thread] = Prepared(
    lambda key: Thread.objects.filter(key=key).annotate(  # type: ignore[no-redef]
        inline_count=Count("questions__answers", filter=Q(questions__answers__state="approved"))
    ),
    str,
)


def thread_page(
    *, thread: Thread, order: Order, after: Cursor | None = None, reader: Reader = STRANGER
) -> ThreadPage:
    """One page of `thread`: pinned comments on the first, then the others with their branches.

    Two queries, and one or two for a known `reader`, whose own waiting comments are among them; for a
    moderator, all that wait or were removed.
    """
    roots = roots_of(thread=thread, order=order, after=after)
    if not reader.is_moderator:
        placed = branches_below(thread=thread, roots=roots, order=order, reader=reader)
        return ThreadPage(placed, roots.next)
    comments = _with_branches(thread, roots.chosen, roots.fold)
    unseen = _unseen(thread) if thread.pk else []
    comments = put_among(comments, unseen, order=order, after=after, until=roots.next)
    return ThreadPage(nest(comments, order=order, folded=True), roots.next)


def roots_of(*, thread: Thread, order: Order, after: Cursor | None = None) -> Roots:
    """The comments on top of one page: pinned ones on the first, then the next in their order. One query."""
    if thread.pk is None:
        return Roots([])
    roots = _roots(thread, order, after)
    fold = _fold(thread)
    chosen = _that_fit(roots, fold)
    until = Cursor(chosen[-1].value, chosen[-1].id) if len(roots) > len(chosen) else None
    return Roots(chosen, fold, until, is_first=after is None)


def branches_below(
    *, thread: Thread, roots: Roots, order: Order, reader: Reader = STRANGER
) -> list[Placed]:
    """Those comments on top, and what is shown below them, in reading order.

    One query, none without roots; two or three more for a known `reader`, whose own waiting comments are among them.
    """
    comments = _with_branches(thread, roots.chosen, roots.fold)
    if reader.is_known:
        comments = _with_own(comments, thread, reader, is_first=roots.is_first)
    return nest(comments, order=order, folded=True)


def inline_page(
    *,
    thread: Thread,
    order: Order,
    after: Cursor | None = None,
    question: PassageQuestion | None = None,
) -> ThreadPage:
    """One page of the comments that answer questions on passages, or one `question`, none below another."""
    if thread.pk is None:
        return ThreadPage()
    asked = {"question": question} if question else {"question__thread": thread}
    answers = _shown(thread).filter(**asked).approved().order_by(*order.fields)
    if after is not None:
        answers = answers.filter(order.after(after))
    found = list(answers[: PAGE + 1])
    page = found[:PAGE]
    placed = nest(page, order=order, others=_above(page), flat=True)
    return ThreadPage(placed, order.cursor_of(page[-1]) if len(found) > PAGE else None)


def branch_page(*, root: Comment, after: int = 0, order: Order = Order.OLDEST) -> ThreadPage:
    """The next replies of a branch by number, each below what it answers, up to the comment on top.

    With them come those of before, so that the branch grows in its place; where these are many, only
    what the next ones answer. Three or four queries.

    Args:
        after: the number of the last reply that was shown before.
        order: of replies to the same comment.
    """
    replies = _shown(root.thread).filter(root=root).placed()
    found = list(replies.filter(pk__gt=after).order_by("pk")[: PAGE + 1])
    page = found[:PAGE]
    before = list(replies.filter(pk__lte=after).order_by("pk")[: AGAIN + 1]) if after else []
    is_partial = len(before) > AGAIN
    if is_partial:
        before = _context(page)
    comments = [_shown(root.thread).get(pk=root.pk), *before, *page]
    goes_on = len(found) > PAGE
    placed = nest(comments, order=order, folded=goes_on and not is_partial)
    following = _by_number(page[-1]) if goes_on and is_partial else None
    return ThreadPage(placed, following, is_partial)


def exchange(*, comment: Comment, order: Order = Order.OLDEST) -> ThreadPage:
    """A reply with all that it answers, up to the top, and with the first answers to it.

    `next` is where in the whole branch the rest of the answers are. Three queries.
    """
    thread = comment.thread
    above = list(_shown(thread).above([comment.pk]).order_by("depth"))
    below = list(_shown(thread).below(comment.pk, most=PAGE))
    placed = nest([*above, _shown(thread).get(pk=comment.pk), *below], order=order)
    approved = sum(reply.is_approved for reply in below)
    is_more = comment.reply_count > approved
    return ThreadPage(placed, _by_number(comment) if is_more else None, is_partial=True)


def is_on_article(comment: Comment, *, order: Order) -> bool:
    """Whether `comment` is on the article's own page, in the `order` that it has there. Two queries."""
    thread = comment.thread
    fold = _fold(thread)
    number = comment.branch_number
    if not comment.has_place and comment.parent_id is None:
        return True
    root = next((r for r in _that_fit(_roots(thread, order), fold) if r.id == number), None)
    if root is None or comment.pk == number or root.reply_count <= fold:
        return root is not None
    until = comment.pk if comment.has_place else comment.parent_id or 0
    before = Comment.objects.filter(root=number, pk__lte=until).placed()[: fold + 1]
    return len(before.values_list("pk")) <= fold


def comment_with_number(*, thread: Thread, number: int) -> Comment | None:
    """The comment that had `number` in the system it came from, or else has it here."""
    if thread.pk is None:
        return None
    had = thread.comments.filter(old_number=number).first()
    return had or thread.comments.filter(pk=number).first()


def latest_comments(*, thread: Thread, most: int) -> list[Comment]:
    """The newest approved comments of a thread, for a feed."""
    if thread.pk is None:
        return []
    newest = thread.comments.approved().order_by("-created_at", "-pk")
    return list(newest.select_related("parent")[:most])


def for_moderators(*, state: str, words: str) -> CommentQuerySet:
    """Comments in `state` ("" is any) that hold `words` somewhere, newest first, with their articles."""
    found = Comment.objects.select_related("thread__article", "parent")
    if state:
        found = found.filter(state=state)
    if words:
        columns = ("words", "name", "mail", "website", "user__email")
        found = found.filter(
            reduce(or_, (Q((f"{column}__icontains", words)) for column in columns))
        )
    return found.order_by("-created_at", "-pk")


def claimable(user: User) -> CommentQuerySet:
    """What guests wrote with the mail address that `user` proved to be theirs. Two queries."""
    address = proven_address(user)
    if not address:
        return Comment.objects.none()
    return Comment.objects.filter(user__isnull=True, mail__iexact=address).exclude(
        state=Comment.State.DELETED
    )


def own_votes(*, reader: Reader, numbers: Iterable[int]) -> dict[int, bool]:
    """What `reader` thinks of the comments of `numbers`: True is for it. One query; none for strangers."""
    if not reader.is_known:
        return {}
    whose = Q(user=reader.user) if reader.user else Q(guest_key=reader.guest_key)
    votes = Vote.objects.filter(whose, comment__in=list(numbers))
    return dict(votes.values_list("comment", "is_up"))


def votes_of(user: User) -> QuerySet[Vote]:
    """All votes of somebody, the latest first, each with its comment and what that is about."""
    return Vote.objects.filter(user=user).order_by("-pk").select_related("comment__thread__article")


def comments_of(user: User) -> CommentQuerySet:
    """All that somebody wrote, in any state, the latest first, each with its article."""
    found = Comment.objects.filter(user=user).order_by("-pk").select_related("thread__article")
    return found.defer("words", "thread__article__body", "thread__article__sources")


def whom_ignores(user: User) -> QuerySet[IgnoredReader]:
    """Whom somebody does not want to read, the latest first."""
    return IgnoredReader.objects.filter(user=user).order_by("-at", "-pk")


def readable_articles(numbers: Iterable[int | None]) -> set[int]:
    """Those articles among `numbers` that anybody may read. One query."""
    articles = ArticlePage.objects.live().for_everybody().filter(pk__in=list(numbers))
    return set(articles.values_list("pk", flat=True))


def _fold(thread: Thread) -> int:
    """How many replies of a branch are shown: all where the whole thread fits on a page."""
    return PAGE if thread.comment_count <= PAGE else FOLD


def _roots(thread: Thread, order: Order, after: Cursor | None = None) -> list[Root]:
    """The next top-level comments, enough for a page and one more; on the first page pinned ones first."""
    if after is None:
        return first_roots(thread, order, most=PAGE + 1)
    return roots_after(after, thread, order, most=PAGE + 1)


def _that_fit(roots: Sequence[Root], fold: int) -> list[Root]:
    """The first of `roots` that come nearest to a full page; at least one that is not pinned, so that it goes on."""
    chosen: list[Root] = []
    filled = 0
    for root in roots:
        cost = root.cost(fold)
        is_nearer_without = filled + cost - PAGE > PAGE - filled
        if is_nearer_without and not root.is_pinned and chosen and not chosen[-1].is_pinned:
            break
        chosen.append(root)
        filled += cost
    return chosen


def _with_branches(thread: Thread, roots: Sequence[Root], fold: int) -> list[Comment]:
    """The comments of `roots`, in their order, and the first replies of each branch. One query.

    A parent has a lower number than its replies, so the first by number always have their parents.
    """
    if len(roots) == 1 and thread.article_id:
        (root,) = roots
        most = fold if root.reply_count > fold else _MOST_ROWS
        return _branch.all(thread.article_id, root.id, root.id, most)
    small = [root.id for root in roots if 0 < root.reply_count <= fold]
    long = [root.id for root in roots if root.reply_count > fold]
    branches = [(small, _MOST_ROWS)] if small else []
    branches += [([number], fold) for number in long]
    place = {root.id: number for number, root in enumerate(roots)}
    found = _shown(thread).with_first(list(place), branches) if roots else []
    return sorted(found, key=lambda comment: place.get(comment.pk, len(place)))


def _shown(thread: Thread) -> CommentQuerySet:
    """Comments with all that a page says of each, and nothing that it does not."""
    return _shown_under(thread.article_id)


def _shown_under(article: int | None) -> CommentQuerySet:
    by_author = Byline.objects.filter(
        article=article, author__mail=OuterRef("user__email")
    ).exclude(author__mail="")
    # The model names these, so that their types are known.
    return Comment.objects.defer(*_NOT_SHOWN).annotate(  # type: ignore[no-redef]
        passage=F("question__quote"),
        passage_question=F("question__question"),
        is_by_author=Exists(by_author),
        is_by_staff=Exists(User.objects.staff().filter(pk=OuterRef("user"))),
        is_by_supporter=F("user__is_supporter"),
        expertise=F("user__expertise"),
    )


# What a comment or a vote made old is one branch, most of the time.
_branch: Prepared[Comment] = Prepared(
    lambda article, top, root, most: _shown_under(article).with_first([top], [([root], most)]),
    int, int, int, int,
)  # fmt: skip


def _own_held(thread: Thread, reader: Reader) -> list[Comment]:
    # Most readers have none.
    numbers = held_of(reader=reader, thread=thread)
    return list(_shown(thread).filter(pk__in=numbers).order_by("-pk")) if numbers else []


def _with_own(
    comments: list[Comment], thread: Thread, reader: Reader, *, is_first: bool
) -> list[Comment]:
    """`comments` with those of `reader` that wait: replies to them, and on the first page others."""
    if thread.pk is None:
        return comments
    shown = {comment.pk for comment in comments}
    own = _own_held(thread, reader)
    first = [comment for comment in own if comment.parent_id is None and is_first]
    replies = [comment for comment in own if comment.parent_id in shown]
    return [*first, *comments, *replies]


def _lone(comments: Sequence[Comment]) -> list[int]:
    """Numbers of those whose parent is not among them."""
    shown = {comment.pk for comment in comments}
    return [
        comment.pk for comment in comments if comment.parent_id and comment.parent_id not in shown
    ]


def _unseen(thread: Thread) -> list[Comment]:
    """The newest that wait or were removed and hold up no answers; spam is only in the list."""
    states = [Comment.State.HELD, Comment.State.REMOVED]
    unseen = _shown(thread).filter(thread=thread, has_place=False, state__in=states)
    return list(unseen.order_by("-created_at", "-pk")[:PAGE])


def _above(comments: Sequence[Comment]) -> list[Comment]:
    """What stands above `comments` without being among them."""
    shown = {comment.pk for comment in comments}
    above = Comment.objects.above(_lone(comments)).only(
        "name", "state", "user_id", "guest_key", "is_closed", "parent_id", "depth"
    )
    return [comment for comment in above if comment.pk not in shown]


def _context(page: Sequence[Comment]) -> list[Comment]:
    """What the comments of a page answer, below the top of their branch, to be shown above them."""
    if not page:
        return []
    above = _shown(page[0].thread).above(_lone(page)).filter(parent__isnull=False)
    shown = {comment.pk for comment in page}
    nearest = above.exclude(pk__in=shown).order_by("-pk")[:AGAIN]
    return list(nearest)


def _by_number(comment: Comment) -> Cursor:
    return Cursor(comment.created_at, comment.pk)
