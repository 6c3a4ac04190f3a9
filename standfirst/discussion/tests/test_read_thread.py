from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from standfirst.accounts.models import User
from standfirst.discussion import queries
from standfirst.discussion.models import Comment, Thread
from standfirst.discussion.orders import DEFAULT, Cursor, Order, WrongCursor
from standfirst.discussion.queries import branch_page, exchange, inline_page, thread_page
from standfirst.discussion.readers import Reader
from standfirst.discussion.services import recount
from standfirst.discussion.testing import FIRST_AT, grow_thread, make_comment, make_thread
from standfirst.publishing.testing import make_article, make_author

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread() -> Thread:
    return make_thread(make_article())


def numbers(page: queries.ThreadPage) -> list[int]:
    return [placed.comment.pk for placed in page.placed]


def pages(thread: Thread, order: Order) -> list[queries.ThreadPage]:
    found = [thread_page(thread=thread, order=order)]
    while found[-1].next:
        cursor = Cursor.parse(str(found[-1].next), order)
        found.append(thread_page(thread=thread, order=order, after=cursor))
    return found


def branch_pages(root: Comment) -> list[queries.ThreadPage]:
    """All pages of a branch, as a reader comes to them."""
    found = [branch_page(root=root)]
    while found[-1].next or found[-1].placed[0].more:
        last = found[-1]
        after = last.next.number if last.next else last.placed[0].more_after
        found.append(branch_page(root=root, after=after))
    return found


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("newest", [3, 2, 1]),
        ("oldest", [1, 2, 3]),
        ("most-voted", [2, 1, 3]),
        ("best", [1, 2, 3]),
    ],
)
def test_shows_the_top_level_in_the_order_asked_for(
    thread: Thread, order: str, expected: list[int]
):
    votes = {1: {"up": 5}, 2: {"up": 30, "down": 20}, 3: {}}
    made = {number: make_comment(thread, **cast).pk for number, cast in votes.items()}
    page = thread_page(thread=thread, order=Order(order))
    assert numbers(page) == [made[number] for number in expected]


def test_shows_pinned_comments_first_in_every_order(thread: Thread):
    pinned = make_comment(thread, is_pinned=True)
    make_comment(thread, up=9)
    for order in Order:
        assert numbers(thread_page(thread=thread, order=order))[0] == pinned.pk


def test_shows_replies_below_what_they_answer_as_the_talk_went(thread: Thread):
    top = make_comment(thread)
    first, second = make_comment(thread, parent=top), make_comment(thread, parent=top, up=3)
    below_first = make_comment(thread, parent=first)
    recount(thread)
    page = thread_page(thread=thread, order=DEFAULT)
    assert numbers(page) == [top.pk, first.pk, below_first.pk, second.pk]
    assert [placed.level for placed in page.placed] == [1, 2, 3, 2]


def test_shows_the_best_liked_replies_first_where_votes_order(thread: Thread):
    top = make_comment(thread)
    first, second = make_comment(thread, parent=top), make_comment(thread, parent=top, up=3)
    recount(thread)
    for order in (Order.MOST_VOTED, Order.BEST):
        assert numbers(thread_page(thread=thread, order=order)) == [top.pk, second.pk, first.pk]


@pytest.mark.parametrize("order", Order)
def test_begins_a_page_with_any_comment(thread: Thread, order: str):
    for up in (3, 3, 0, 3):
        make_comment(thread, up=up, created_at=FIRST_AT)
    for comment in Comment.objects.all():
        before = Cursor.parse(str(Order(order).cursor_before(comment)), Order(order))
        assert numbers(thread_page(thread=thread, order=order, after=before))[0] == comment.pk


def test_hides_what_waits_and_spam(thread: Thread):
    make_comment(thread, state="held")
    make_comment(thread, state="spam")
    assert numbers(thread_page(thread=thread, order=DEFAULT)) == []


def test_keeps_the_place_of_a_removed_comment_above_its_replies(thread: Thread):
    removed = make_comment(thread, state="removed")
    reply = make_comment(thread, parent=removed)
    make_comment(thread, state="removed")
    recount(thread)
    assert numbers(thread_page(thread=thread, order=DEFAULT)) == [removed.pk, reply.pk]


def test_shows_guests_their_own_waiting_comment_and_nobody_elses(thread: Thread):
    own = make_comment(thread, state="held", guest_key="mine")
    make_comment(thread, state="held", guest_key="another")
    assert numbers(thread_page(thread=thread, order=DEFAULT, reader=Reader(guest_key="mine"))) == [
        own.pk
    ]


def test_stands_whole_on_one_page_up_to_200_comments(thread: Thread):
    top = make_comment(thread, state="removed")
    for _ in range(120):
        make_comment(thread, parent=top)
    for _ in range(80):
        make_comment(thread)
    recount(thread)
    page = thread_page(thread=thread, order=DEFAULT)
    assert len(page.placed) == 201
    assert page.next is None


def test_folds_long_branches_of_long_threads(thread: Thread):
    top = make_comment(thread)
    for _ in range(60):
        make_comment(thread, parent=top)
    grow_thread(thread, 200)
    page = thread_page(thread=thread, order=Order.OLDEST)
    assert page.placed[0].more == 10


@pytest.mark.parametrize("order", Order)
def test_follows_a_thread_over_all_pages_without_gap_or_repetition(thread: Thread, order: str):
    grow_thread(thread, 1500, roots=0.9)
    found = pages(thread, order)
    shown = [number for page in found for number in numbers(page)]
    assert len(found) > 3
    assert len(shown) == len(set(shown))
    missing = sum(placed.more for page in found for placed in page.placed)
    assert len(shown) + missing == 1500


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_shows_every_comment_once_whatever_the_tree(
    thread: Thread, monkeypatch: pytest.MonkeyPatch, data: st.DataObject
):
    monkeypatch.setattr(queries, "PAGE", 6)
    monkeypatch.setattr(queries, "FOLD", 3)
    monkeypatch.setattr(queries, "AGAIN", 8)
    Comment.objects.all().update(parent=None, root=None, depth=1)
    Comment.objects.all().delete()
    made: list[Comment] = []
    states = st.sampled_from(["approved", "approved", "approved", "held", "removed", "spam"])
    for above in data.draw(st.lists(st.integers(0, 12), max_size=40)):
        parent = made[above] if above < len(made) else None
        made.append(
            make_comment(
                thread,
                "Who paid?",
                parent=parent,
                state=data.draw(states),
                up=data.draw(st.integers(0, 3)),
                is_pinned=parent is None and data.draw(st.booleans()),
                created_at=FIRST_AT + timedelta(minutes=data.draw(st.integers(0, 5))),
            )
        )
    recount(thread)
    expected = set(Comment.objects.placed().values_list("pk", flat=True))
    found = pages(thread, data.draw(st.sampled_from(list(Order))))
    shown = [placed for page in found for placed in page.placed]
    once = [placed.comment.pk for placed in shown]
    folded = [placed.comment for placed in shown if placed.more]
    for root in folded:
        root = Comment.objects.get(pk=root.pk)
        for page in branch_pages(root):
            assert len(numbers(page)) == len(set(numbers(page)))
            assert all(placed.is_below for placed in page.placed[1:])
            once += [number for number in numbers(page) if number not in once]
    assert len(once) == len(set(once))
    assert set(once) == expected


def test_grows_a_branch_in_its_place(thread: Thread):
    top = make_comment(thread)
    early = make_comment(thread, parent=top)
    for _ in range(260):
        make_comment(thread, parent=top)
    late = make_comment(thread, parent=early)
    recount(thread)
    first, second = branch_pages(Comment.objects.get(pk=top.pk))
    assert (len(first.placed), first.placed[0].more) == (201, 62)
    assert numbers(second)[:3] == [top.pk, early.pk, late.pk]
    assert len(second.placed) == 263


def test_shows_only_what_is_answered_of_a_branch_that_is_far_too_long(
    thread: Thread, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(queries, "AGAIN", 20)
    top = make_comment(thread)
    early = make_comment(thread, parent=make_comment(thread, parent=top))
    for _ in range(40):
        last = make_comment(thread, parent=top)
    late = make_comment(thread, parent=early)
    page = branch_page(root=top, after=last.pk)
    assert numbers(page) == [top.pk, early.parent_id, early.pk, late.pk]
    assert page.is_partial


def test_marks_what_the_articles_author_wrote(admin_user: User):
    article = make_article(authors=(make_author(mail=admin_user.email),))
    thread = make_thread(article)
    make_comment(thread, user=admin_user)
    make_comment(thread)
    page = thread_page(thread=thread, order=DEFAULT)
    assert [placed.comment.is_by_author for placed in page.placed] == [False, True]


def test_closes_what_stands_below_a_closed_comment(thread: Thread):
    top = make_comment(thread, is_closed=True)
    make_comment(thread, parent=make_comment(thread, parent=top))
    recount(thread)
    page = thread_page(thread=thread, order=DEFAULT)
    assert [placed.is_closed for placed in page.placed] == [True, True, True]


def test_shows_inline_feedback_alone_without_what_it_answers(thread: Thread):
    question = thread.questions.create(key="berth", question="Is it so?", quote="a berth")
    top = make_comment(thread)
    answer = make_comment(thread, parent=top, question=question)
    recount(thread)
    page = inline_page(thread=queries.thread_of(thread.article), order=DEFAULT)
    assert numbers(page) == [answer.pk]
    assert page.placed[0].answers == top
    assert page.placed[0].comment.passage == "a berth"
    assert queries.thread_of(thread.article).inline_count == 1


def test_shows_a_reply_with_all_that_it_answers(thread: Thread):
    chain = [make_comment(thread)]
    for _ in range(14):
        chain.append(make_comment(thread, parent=chain[-1]))
    make_comment(thread, parent=chain[3])
    recount(thread)
    page = exchange(comment=chain[12])
    assert numbers(page) == [comment.pk for comment in chain]


@pytest.mark.parametrize(
    "text", ["", "x", "7", "~", "7~x", "7~-1", "2026-01-16~", "9999999999999999999999~1", "7~7"]
)
def test_refuses_a_wrong_cursor(text: str):
    with pytest.raises(WrongCursor):
        Cursor.parse(text, Order.NEWEST)


@pytest.mark.parametrize("size", [200, 10_000])
@pytest.mark.parametrize("order", Order)
def test_asks_the_same_two_queries_at_any_size(
    thread: Thread,
    django_assert_num_queries: Callable[..., AbstractContextManager[object]],
    size: int,
    order: str,
):
    grow_thread(thread, size)
    with django_assert_num_queries(2):
        page = thread_page(thread=thread, order=order)
    assert 190 <= len(page.placed) <= 260
