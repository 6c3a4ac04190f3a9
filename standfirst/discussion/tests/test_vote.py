"""Readers agree and disagree, once each, and think again."""

from datetime import UTC, datetime, timedelta

import pytest

from standfirst.accounts.roles import MODERATOR
from standfirst.accounts.testing import make_user
from standfirst.discussion.models import Comment, DiscussionSettings, Vote, VoteAddress
from standfirst.discussion.queries import votes_of
from standfirst.discussion.readers import STRANGER, Reader
from standfirst.discussion.scores import wilson
from standfirst.discussion.services import voting
from standfirst.discussion.services.voting import cast_vote, withdraw_votes
from standfirst.discussion.testing import make_comment, make_thread
from standfirst.publishing.testing import make_article

NOON = datetime(2026, 1, 20, 12, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def comment() -> Comment:
    """A comment that moved in with 40 votes for it and 2 against."""
    return make_comment(make_thread(make_article()), up=40, down=2)


def guest(name: str = "charlie") -> Reader:
    return Reader(guest_key=f"guest-{name}")


def vote(comment: Comment, reader: Reader, is_up: bool | None, **rules: object) -> Comment:
    return cast_vote(
        comment=comment,
        reader=reader,
        is_up=is_up,
        rules=DiscussionSettings(**rules),
        at=NOON,
        address_key="here",
    )


def figures(comment: Comment) -> tuple[int, int, int]:
    comment.refresh_from_db()
    assert comment.best == wilson(comment.up, comment.down)
    return comment.up, comment.down, comment.score


def test_counts_a_vote_beside_those_that_moved_in(comment: Comment):
    vote(comment, guest(), is_up=True)
    assert figures(comment) == (41, 2, 39)


def test_counts_one_vote_of_one_reader(comment: Comment):
    alice = Reader(make_user("alice"))
    for _ in range(3):
        vote(comment, alice, is_up=True)
    assert figures(comment) == (41, 2, 39)
    assert Vote.objects.count() == 1


def test_follows_who_thinks_again(comment: Comment):
    vote(comment, guest(), is_up=True)
    vote(comment, guest(), is_up=False)
    assert figures(comment) == (40, 3, 37)
    vote(comment, guest(), is_up=None)
    assert figures(comment) == (40, 2, 38)
    assert not Vote.objects.exists()


def test_keeps_an_account_and_the_guest_of_its_browser_apart(comment: Comment):
    vote(comment, guest(), is_up=True)
    vote(comment, Reader(make_user("alice"), "guest-charlie"), is_up=True)
    assert figures(comment) == (42, 2, 40)


def test_gives_back_what_it_returns(comment: Comment):
    assert vote(comment, guest(), is_up=True).up == 41


@pytest.mark.parametrize("state", ["held", "removed", "spam", "deleted"])
def test_refuses_what_is_not_shown(comment: Comment, state: str):
    Comment.objects.update(state=state)
    with pytest.raises(voting.CommentNotShown):
        vote(comment, guest(), is_up=True)
    assert figures(comment) == (40, 2, 38)


def test_takes_back_a_vote_on_what_was_removed(comment: Comment):
    vote(comment, guest(), is_up=True)
    Comment.objects.update(state="removed")
    vote(comment, guest(), is_up=None, is_open=False)
    assert figures(comment) == (40, 2, 38)


def test_refuses_a_suspended_reader_who_may_still_take_back(comment: Comment):
    alice = make_user("alice")
    vote(comment, Reader(alice), is_up=True)
    alice.is_suspended = True
    with pytest.raises(voting.VoterSuspended, match="suspended"):
        vote(comment, Reader(alice), is_up=False)
    vote(comment, Reader(alice), is_up=None)
    assert figures(comment) == (40, 2, 38)


def test_refuses_ones_own_comment(comment: Comment):
    alice = make_user("alice")
    Comment.objects.update(user=alice)
    with pytest.raises(voting.OwnComment):
        vote(comment, Reader(alice), is_up=True)


def test_refuses_ones_own_comment_written_as_a_guest(comment: Comment):
    Comment.objects.update(guest_key="guest-charlie")
    for reader in (guest(), Reader(make_user("charlie"), "guest-charlie")):
        with pytest.raises(voting.OwnComment):
            vote(comment, reader, is_up=True)


@pytest.mark.parametrize(
    ("rules", "is_up", "refusal"),
    [
        ({"guests_may_vote": False}, True, voting.GuestsCannotVote),
        ({"down_votes": False}, False, voting.NoDownVotes),
        ({"is_open": False}, True, voting.VotesClosed),
    ],
)
def test_refuses_what_the_newsroom_does_not_want(
    comment: Comment, rules: dict[str, bool], is_up: bool, refusal: type[Exception]
):
    with pytest.raises(refusal):
        vote(comment, guest(), is_up=is_up, **rules)
    assert figures(comment) == (40, 2, 38)


def test_refuses_who_is_suspended(comment: Comment):
    alice = make_user("alice")
    vote(comment, Reader(alice), is_up=True)
    alice.is_suspended = True
    with pytest.raises(voting.VoterSuspended):
        vote(comment, Reader(alice), is_up=False)
    vote(comment, Reader(alice), is_up=None)
    assert figures(comment) == (40, 2, 38)


def test_takes_votes_where_the_thread_is_closed(comment: Comment):
    comment.thread.state = "closed"
    comment.thread.save()
    vote(comment, guest(), is_up=True)
    assert figures(comment) == (41, 2, 39)


def test_believes_in_three_guests_at_one_address(comment: Comment):
    for name in "abc":
        vote(comment, guest(name), is_up=True)
    with pytest.raises(voting.TooManyGuests):
        vote(comment, guest("d"), is_up=True)
    vote(comment, guest("a"), is_up=False)
    vote(comment, Reader(make_user("alice")), is_up=True)
    vote(make_comment(comment.thread), guest("d"), is_up=True)
    assert figures(comment) == (43, 3, 40)


def test_believes_in_another_guest_on_the_next_day(comment: Comment):
    for name in "abc":
        vote(comment, guest(name), is_up=True)
    VoteAddress.objects.update(at=NOON - timedelta(days=1))
    vote(comment, guest("d"), is_up=True)
    assert VoteAddress.objects.count() == 1


def test_holds_back_who_votes_without_a_rest(comment: Comment, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(voting, "MOST_OF_ONE_READER", 3)
    alice = Reader(make_user("alice"))
    for is_up in (True, False, True):
        vote(comment, alice, is_up=is_up)
    with pytest.raises(voting.TooManyVotes):
        vote(comment, alice, is_up=False)
    vote(comment, alice, is_up=None)
    assert figures(comment) == (40, 2, 38)


def test_holds_back_an_address_but_no_moderator(comment: Comment, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(voting, "MOST_FROM_ONE_ADDRESS", 1)
    vote(comment, guest("a"), is_up=True)
    with pytest.raises(voting.TooManyVotes):
        vote(comment, guest("b"), is_up=True)
    vote(comment, Reader(make_user("max", MODERATOR), is_moderator=True), is_up=True)


def test_takes_no_vote_of_nobody(comment: Comment):
    with pytest.raises(ValueError, match="Nobody"):
        vote(comment, STRANGER, is_up=None)


def test_withdraws_all_votes_of_somebody(comment: Comment, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(voting, "_AT_A_TIME", 2)
    alice = make_user("alice")
    others = [make_comment(comment.thread) for _ in range(4)]
    for other in [comment, *others]:
        vote(other, Reader(alice), is_up=False)
    vote(comment, guest(), is_up=False)
    assert withdraw_votes(user=alice) == 5
    assert figures(comment) == (40, 3, 37)
    assert all(figures(other) == (0, 0, 0) for other in others)
    assert Vote.objects.count() == 1


def test_lists_the_votes_of_somebody_the_latest_first(comment: Comment):
    alice, other = make_user("alice"), make_comment(comment.thread)
    vote(comment, Reader(alice), is_up=True)
    vote(other, Reader(alice), is_up=False)
    assert [(v.comment_id, v.is_up) for v in votes_of(alice)] == [
        (other.pk, False),
        (comment.pk, True),
    ]
