import time
from datetime import timedelta

import pytest

from standfirst.accounts.testing import make_user, prove
from standfirst.discussion.models import Thread
from standfirst.discussion.testing import make_comment
from standfirst.lib.pace import Asker
from standfirst.notifications.models import Follow, Follower, Frequency, Kind, Mailing
from standfirst.notifications.services import (
    FollowGone,
    NothingToFollow,
    TooManyAsks,
    Wish,
    ask_to_follow,
    confirm,
    follow,
    follow_replies,
    take_along,
)
from standfirst.notifications.services.following import ASKS, LETTERS
from standfirst.notifications.testing import NOW, make_follow, make_follower
from standfirst.outbox.services import record

pytestmark = pytest.mark.django_db
ALICE = "alice@ledger.example"


def ask(thread: Thread, mail: str = ALICE, sender: str = "here", **wish: object) -> None:
    ask_to_follow(
        mail=mail, wish=Wish(Kind.THREAD, thread.key, **wish), asker=Asker((sender,)), at=NOW
    )


def test_an_unproven_address_is_asked_first_and_told_nothing_before(thread: Thread):
    ask(thread)
    assert Mailing.objects.get().kind == Mailing.Kind.CONFIRM
    assert not Follow.objects.standing().exists()


def test_their_yes_lets_it_stand(thread: Thread):
    ask(thread, frequency=Frequency.DAILY)
    confirmed = confirm(number=Follow.objects.get().pk, at=NOW)
    assert confirmed.stands
    assert Follow.objects.standing().get().frequency == Frequency.DAILY


def test_a_second_yes_changes_nothing(thread: Thread):
    ask(thread)
    first = confirm(number=Follow.objects.get().pk, at=NOW)
    again = confirm(number=first.pk, at=NOW + timedelta(days=1))
    assert again.confirmed_at == NOW


def test_a_yes_to_what_was_forgotten_is_refused_in_words(thread: Thread):
    with pytest.raises(FollowGone, match="link is too old"):
        confirm(number=12345, at=NOW)


def test_capitals_do_not_make_two_people(thread: Thread):
    ask(thread, "Alice@Ledger.example")
    ask(thread, ALICE)
    assert Follower.objects.get().mail == ALICE


def test_a_reader_who_signed_in_needs_no_letter(thread: Thread):
    row = follow(user=prove(make_user("alice")), wish=Wish(Kind.THREAD, thread.key), at=NOW)
    assert row.stands
    assert not Mailing.objects.exists()


def test_a_reader_whose_address_nobody_proved_is_asked_by_letter(thread: Thread):
    row = follow(user=make_user("alice"), wish=Wish(Kind.THREAD, thread.key), at=NOW)
    assert not row.stands
    assert Mailing.objects.get().kind == Mailing.Kind.CONFIRM


def test_what_an_address_followed_comes_along_to_its_account(thread: Thread):
    make_follow(ALICE, Kind.THREAD, thread.key)
    alice = prove(make_user("alice"))
    follow(user=alice, wish=Wish(Kind.REPLIES), at=NOW)
    assert {row.kind for row in alice.follower.follows.all()} == {"thread", "replies"}
    assert Follower.objects.count() == 1


def test_it_comes_along_as_soon_as_the_account_proved_the_address(thread: Thread):
    row = make_follow(ALICE, Kind.THREAD, thread.key)
    alice = prove(make_user("alice"))
    take_along(record("address-proven", about=alice.pk, at=NOW), at=NOW)
    row.refresh_from_db()
    assert row.follower.user == alice


def test_an_account_that_proved_nothing_takes_nothing_over(thread: Thread):
    row = make_follow(ALICE, Kind.THREAD, thread.key)
    alice = make_user("alice")
    take_along(record("address-proven", about=alice.pk, at=NOW), at=NOW)
    follow(user=alice, wish=Wish(Kind.REPLIES), at=NOW)
    row.refresh_from_db()
    assert row.follower.mail == ALICE
    assert Follower.objects.count() == 1


def test_what_both_followed_is_followed_once_and_a_no_stays_a_no(thread: Thread):
    alice = prove(make_user("alice"))
    make_follow(alice, Kind.THREAD, thread.key)
    bare = make_follow(ALICE, Kind.THREAD, thread.key).follower
    bare.suppressed_at, bare.suppressed_for = NOW, Follower.Suppressed.COMPLAINED
    bare.save()
    follow(user=alice, wish=Wish(Kind.REPLIES), at=NOW)
    assert alice.follower.follows.count() == 2
    alice.follower.refresh_from_db()
    assert alice.follower.suppressed_for == Follower.Suppressed.COMPLAINED


def test_an_address_gets_only_so_many_questions_a_day(thread: Thread):
    for number in range(LETTERS.subject.most + 2):
        ask(thread, f"alice+{number}@ledger.example", sender=f"sender {number}")
    assert Mailing.objects.count() == LETTERS.subject.most


def test_one_network_does_not_use_up_what_an_address_gets(thread: Thread):
    for number in range(LETTERS.here.most + 2):
        ask(thread, f"Alice+{number}@ledger.example")
    assert Mailing.objects.count() == LETTERS.here.most
    ask(thread, sender="elsewhere")
    assert Mailing.objects.count() == LETTERS.here.most + 1


def test_a_network_causes_only_so_many_an_hour(thread: Thread, monkeypatch: pytest.MonkeyPatch):
    for number in range(ASKS.network.most):
        ask(thread, f"reader{number}@ledger.example")
    with pytest.raises(TooManyAsks, match="wait an hour"):
        ask(thread, "one@more.example")
    later = time.time() + 2 * 3600
    monkeypatch.setattr(time, "time", lambda: later)
    ask(thread, "one@more.example")


def test_who_asks_learns_nothing_of_the_address(thread: Thread):
    make_follow("known@ledger.example", Kind.THREAD, thread.key)
    angry = make_follower("angry@ledger.example")
    angry.suppressed_at, angry.suppressed_for = NOW, Follower.Suppressed.COMPLAINED
    angry.save()
    answers = {ask(thread, f"{who}@ledger.example") for who in ("known", "angry", "new")}
    assert answers == {None}
    assert not Mailing.objects.filter(follower=angry).exists()


def test_a_stranger_changes_nothing_of_what_stands(thread: Thread):
    row = make_follow(ALICE, Kind.THREAD, thread.key, frequency=Frequency.DAILY)
    ask(thread, frequency=Frequency.AT_ONCE)
    row.refresh_from_db()
    assert row.stands
    assert row.frequency == Frequency.DAILY


def test_what_was_ended_is_not_brought_back_by_a_question(thread: Thread):
    row = make_follow(ALICE, Kind.THREAD, thread.key)
    row.end(at=NOW)
    ask(thread)
    assert not Follow.objects.standing().exists()
    assert confirm(number=row.pk, at=NOW).stands


def test_an_address_whose_letters_came_back_is_written_to_after_its_yes(thread: Thread):
    row = make_follow(ALICE, Kind.THREAD, thread.key)
    row.follower.suppressed_at, row.follower.suppressed_for = NOW, Follower.Suppressed.BOUNCED
    row.follower.save()
    assert not Follow.objects.standing().exists()
    ask(thread)
    confirm(number=row.pk, at=NOW)
    assert Follow.objects.standing().exists()


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("thread", "article-99999"),
        ("section", "x"),
        ("author", ""),
        ("replies", "7"),
        ("topic", "9" * 30),
    ],
)
def test_what_is_not_there_cannot_be_followed(kind: str, target: str):
    with pytest.raises(NothingToFollow):
        ask_to_follow(mail=ALICE, wish=Wish(Kind(kind), target), asker=Asker(), at=NOW)


def test_a_guest_who_ticked_is_asked_once_for_each_comment(thread: Thread):
    comment = make_comment(thread, mail="guest@ledger.example", guest_key="g" * 64)
    follow_replies(comment=comment, at=NOW)
    follow_replies(comment=comment, at=NOW)
    assert Mailing.objects.get().follow.target == str(comment.pk)


def test_a_guest_who_confirmed_before_is_not_asked_again_in_that_browser(thread: Thread):
    for number in range(2):
        comment = make_comment(thread, mail="Guest@ledger.example", guest_key="g" * 64)
        follow_replies(comment=comment, at=NOW)
        if not number:
            confirm(number=Follow.objects.get().pk, at=NOW)
    assert Mailing.objects.count() == 1
    assert Follow.objects.standing().count() == 2


def test_another_browser_proves_nothing(thread: Thread):
    make_follow(
        "guest@ledger.example", Kind.REPLIES, str(make_comment(thread, guest_key="g" * 64).pk)
    )
    other = make_comment(thread, mail="guest@ledger.example", guest_key="h" * 64)
    follow_replies(comment=other, at=NOW)
    assert Follow.objects.standing().count() == 1


def test_a_reader_who_ticked_follows_answers_to_all_their_comments(thread: Thread):
    alice = prove(make_user("alice"))
    follow_replies(comment=make_comment(thread, user=alice), at=NOW)
    assert alice.follower.follows.get().target == ""
