"""Who has nothing of their own in a thread reads what others read; who has, sees it at once."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from standfirst.accounts.models import User
from standfirst.accounts.testing import make_user
from standfirst.discussion import rendering
from standfirst.discussion.models import DiscussionSettings, IgnoredReader, Thread, Vote
from standfirst.discussion.nesting import Placed
from standfirst.discussion.readers import Reader
from standfirst.discussion.roots import Roots
from standfirst.discussion.services.voting import cast_vote
from standfirst.discussion.testing import make_comment, make_thread
from standfirst.lib import kept_parts
from standfirst.publishing.testing import make_article

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_parts, "_parts", kept_parts._Parts())


@pytest.fixture
def thread() -> Thread:
    return make_thread(make_article())


def _page(thread: Thread, user: User | None = None) -> str:
    client = Client()
    if user:
        client.force_login(user)
    return client.get(f"/discussion/{thread.key}/").content.decode()


@pytest.fixture
def alice() -> User:
    return make_user("alice")


@pytest.fixture
def bob() -> User:
    return make_user("bob")


def test_two_who_have_nothing_there_have_the_same_thread_laid_out_once(
    thread: Thread, alice: User, bob: User, monkeypatch: pytest.MonkeyPatch
):
    make_comment(thread, words="The wall will not hold.")
    assert "will not hold" in _page(thread, alice)
    monkeypatch.setattr(rendering, "roots_of", None)
    assert "will not hold" in _page(thread, bob)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Numbers of the branches that were laid out."""
    numbers: list[int] = []
    below = rendering.branches_below

    def noting(*, roots: Roots, **more: Any) -> list[Placed]:  # noqa: ANN401
        numbers.extend(root.id for root in roots.chosen)
        return below(roots=roots, **more)

    monkeypatch.setattr(rendering, "branches_below", noting)
    return numbers


def test_only_the_branch_that_changed_is_laid_out_anew(
    thread: Thread, alice: User, made: list[int]
):
    first, _second = (make_comment(thread, words=f"On the {n}.") for n in ("wall", "tide"))
    _page(thread)
    cast_vote(
        comment=first, reader=Reader(alice), is_up=True, rules=DiscussionSettings(is_open=True), at=timezone.now()
    )  # fmt: skip
    made.clear()
    assert "On the tide." in _page(thread)
    assert made == [first.pk]


def test_who_voted_has_only_that_branch_laid_out_for_them(
    thread: Thread, alice: User, bob: User, made: list[int]
):
    first, _second = (make_comment(thread, words=f"On the {n}.") for n in ("wall", "tide"))
    Vote.objects.create(comment=first, user=alice, is_up=True, at=timezone.now())
    _page(thread, bob)
    made.clear()
    assert _page(thread, alice).count('aria-pressed="true"') == 1
    assert made == [first.pk]


def test_a_stranger_is_not_shown_what_only_members_may_do(thread: Thread, alice: User, bob: User):
    make_comment(thread, user=bob)
    assert "/ignore/" in _page(thread, alice)
    assert "/ignore/" not in _page(thread)


def test_one_s_own_waiting_comment_is_for_nobody_else(thread: Thread, alice: User, bob: User):
    make_comment(thread)
    _page(thread, alice)
    make_comment(thread, user=alice, state="held", words="Mine alone.")
    assert "Mine alone." in _page(thread, alice)
    assert "Mine alone." not in _page(thread, bob)


def test_a_vote_of_one_s_own_is_seen_by_nobody_else(thread: Thread, alice: User, bob: User):
    comment = make_comment(thread)
    before = _page(thread, alice)
    Vote.objects.create(comment=comment, user=alice, is_up=True, at=timezone.now())
    assert _page(thread, alice).count('aria-pressed="true"') == 1
    assert (
        before.count('aria-pressed="true"') == _page(thread, bob).count('aria-pressed="true"') == 0
    )


def test_whom_one_ignores_is_hidden_from_them_alone(thread: Thread, alice: User, bob: User):
    make_comment(thread, user=make_user("max"))
    before = _page(thread, alice)
    max_ = User.objects.get(email__startswith="max")
    IgnoredReader.objects.create(user=bob, ignored=max_, at=timezone.now())
    hidden = "You ignore this reader"
    assert (hidden in _page(thread, bob), hidden in before, hidden in _page(thread, alice)) == (
        True,
        False,
        False,
    )
