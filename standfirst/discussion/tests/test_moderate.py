import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from standfirst.discussion import services
from standfirst.discussion.models import Comment, Thread
from standfirst.discussion.services import NotTopLevel, recount
from standfirst.discussion.testing import FIRST_AT, grow_thread, make_comment, make_thread
from standfirst.publishing.testing import make_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread() -> Thread:
    return make_thread(make_article())


def counted(thread: Thread) -> dict[str, object]:
    thread.refresh_from_db()
    replies = dict(Comment.objects.order_by("pk").values_list("pk", "reply_count"))
    return {"count": thread.comment_count, "last": thread.last_comment_at, "replies": replies}


def test_shows_an_approved_comment(thread: Thread):
    comment = make_comment(thread, state="held")
    services.approve(comment=comment, by=None, at=FIRST_AT)
    assert Comment.objects.placed().get() == comment
    assert counted(thread)["count"] == 1


def test_leaves_a_tombstone_above_replies_and_nothing_without(thread: Thread):
    top = make_comment(thread)
    reply = make_comment(thread, parent=top)
    recount(thread)
    services.remove(comment=top, by=None, at=FIRST_AT, reason="rule 2")
    assert services.remove(comment=reply, by=None, at=FIRST_AT).has_place is False
    top.refresh_from_db()
    assert (top.removed_reason, top.has_place) == ("rule 2", False)


def test_restores_what_was_removed(thread: Thread):
    comment = make_comment(thread)
    recount(thread)
    before = counted(thread)
    services.remove(comment=comment, by=None, at=FIRST_AT, reason="by mistake")
    services.restore(comment=comment, by=None, at=FIRST_AT)
    assert counted(thread) == before
    assert Comment.objects.get().removed_reason == ""


def test_takes_back_the_time_of_the_last_comment(thread: Thread):
    first, last = make_comment(thread), make_comment(thread)
    recount(thread)
    services.mark_spam(comment=last, by=None, at=FIRST_AT)
    assert counted(thread)["last"] == first.created_at


def test_changes_nothing_when_repeated(thread: Thread):
    comment = make_comment(thread)
    recount(thread)
    services.remove(comment=comment, by=None, at=FIRST_AT)
    services.remove(comment=Comment.objects.get(), by=None, at=FIRST_AT)
    assert counted(thread)["count"] == 0


def test_pins_only_the_top_level(thread: Thread):
    reply = make_comment(thread, parent=make_comment(thread))
    with pytest.raises(NotTopLevel):
        services.pin(comment=reply, by=None, at=FIRST_AT)


def test_closes_and_opens(thread: Thread):
    services.close_thread(thread=thread, by=None, at=FIRST_AT, note="Enough.")
    assert (thread.state, thread.closed_note) == ("closed", "Enough.")
    services.open_thread(thread=thread, by=None, at=FIRST_AT)
    assert (thread.state, thread.closed_note) == ("open", "")


def test_recounts_in_bulk(thread: Thread, django_assert_max_num_queries: object):
    grow_thread(thread, 3000)
    before = counted(thread)
    Comment.objects.update(reply_count=7)
    Thread.objects.update(comment_count=0, last_comment_at=None)
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        assert recount(thread) > 2000
    assert counted(thread) == before
    assert recount(thread) == 0


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_counts_as_a_recount_does_after_any_sequence(thread: Thread, data: st.DataObject):
    Comment.objects.update(parent=None, root=None, depth=1)
    Comment.objects.all().delete()
    made: list[Comment] = []
    for above in data.draw(st.lists(st.integers(0, 6), min_size=1, max_size=12)):
        parent = made[above] if above < len(made) else None
        state = data.draw(st.sampled_from(["approved", "held"]))
        made.append(make_comment(thread, "Who?", parent=parent, state=state))
    recount(thread)
    acts = st.sampled_from(
        [services.approve, services.remove, services.restore, services.mark_spam]
    )
    for act, number in data.draw(st.lists(st.tuples(acts, st.integers(0, 11)), max_size=15)):
        act(comment=made[number % len(made)], by=None, at=FIRST_AT)
    after = counted(thread)
    assert recount(thread) == 0
    assert counted(thread) == after
