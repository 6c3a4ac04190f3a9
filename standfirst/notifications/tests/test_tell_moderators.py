"""A moderator hears of comments that wait, as often as they choose."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from standfirst.accounts.models import User
from standfirst.accounts.roles import EDITOR, MODERATOR
from standfirst.accounts.testing import make_user, prove
from standfirst.discussion.models import Comment, Thread
from standfirst.discussion.testing import make_comment
from standfirst.lib.pace import Asker
from standfirst.lib.testing import MailServer
from standfirst.notifications.models import Follow, Frequency, Kind, Notice
from standfirst.notifications.services import (
    NothingToFollow,
    Wish,
    ask_to_follow,
    choose_letters,
    follow,
    note_held,
    send_due,
)
from standfirst.notifications.testing import NOW
from standfirst.outbox.services import record

pytestmark = pytest.mark.django_db
OWN = {"HTTP_SEC_FETCH_SITE": "same-origin"}


@pytest.fixture
def max_() -> User:
    user = make_user("max", MODERATOR)
    prove(user)
    return user


def hold(thread: Thread, words: str = "Buy here.") -> Comment:
    comment = make_comment(thread, words, name="Bob", state="held")
    event = record("comment-held", about=comment.pk, at=NOW, thread=thread.key)
    for _twice in range(2):
        note_held(event, at=NOW)
    return comment


def test_a_letter_leads_to_what_waits(thread: Thread, server: MailServer, max_: User):
    choose_letters(user=max_, frequency=Frequency.AT_ONCE, at=NOW)
    comment = hold(thread)
    send_due(at=NOW)
    [letter] = server.letters
    assert (letter["To"], letter["Subject"]) == (max_.email, "1 comment is waiting to be read")
    body = letter.get_body(("plain",)).get_content()
    for words in (
        "A comment by Bob is waiting",
        "Buy here.",
        f"/admin/comments/#case-{comment.pk}",
        "You moderate",
    ):
        assert words in body


def test_a_moderator_who_never_chose_hears_once_a_day(thread: Thread, max_: User):
    vera = make_user("vera", EDITOR)
    prove(vera)
    hold(thread)
    notice = Notice.objects.get()
    assert (notice.follower.user, notice.frequency) == (max_, "daily")
    choose_letters(user=max_, frequency=None, at=NOW)
    choose_letters(user=vera, frequency=Frequency.HOURLY, at=NOW)
    hold(thread)
    assert Notice.objects.latest("pk").follower.user == vera
    assert Notice.objects.count() == 2


def test_nothing_is_told_that_was_decided_or_of_which_they_may_not_know_any_more(
    thread: Thread, server: MailServer, max_: User
):
    choose_letters(user=max_, frequency=Frequency.AT_ONCE, at=NOW)
    comment = hold(thread)
    Comment.objects.filter(pk=comment.pk).update(state="spam")
    send_due(at=NOW)
    hold(thread)
    max_.groups.clear()
    send_due(at=NOW)
    hold(thread)
    assert server.letters == []
    assert Notice.objects.count() == 2


def test_nobody_else_can_have_these_letters(thread: Thread):
    alice = make_user("alice")
    prove(alice)
    with pytest.raises(NothingToFollow):
        follow(user=alice, wish=Wish(Kind.HELD), at=NOW)
    with pytest.raises(NothingToFollow):
        ask_to_follow(mail="max@ledger.example", wish=Wish(Kind.HELD), asker=Asker(), at=NOW)
    Group.objects.get_or_create(name=MODERATOR)
    hold(thread)
    assert not Follow.objects.exists()


@pytest.mark.parametrize("chosen", ["at-once", "hourly", "daily", ""])
def test_they_choose_beside_the_list(client: Client, max_: User, chosen: str):
    client.force_login(max_)
    assert client.post("/follows/moderators/", {"frequency": "never"}, **OWN).status_code == 404
    answer = client.post("/follows/moderators/", {"frequency": chosen}, follow=True, **OWN)
    page = answer.content.decode()
    assert f'<option value="{chosen}" selected>' in page
    assert page.count(" selected>") == 1
    assert ("get no emails" in page) is (chosen == "")
    if chosen:
        assert "In all discussions" in client.get("/follows/").content.decode()


@pytest.mark.parametrize("chosen", ["at-once", "hourly", ""])
def test_their_choice_is_kept_where_nobody_proved_the_address(
    client: Client, thread: Thread, chosen: str
):
    mona = make_user("mona", MODERATOR)
    client.force_login(mona)
    for frequency in ("daily", chosen):
        answer = client.post("/follows/moderators/", {"frequency": frequency}, follow=True, **OWN)
        Follow.objects.filter(confirmed_at=None).update(confirmed_at=NOW)
    answer = client.post("/follows/moderators/", {"frequency": chosen}, follow=True, **OWN)
    assert f'<option value="{chosen}" selected>' in answer.content.decode()
    hold(thread)
    told = list(Notice.objects.values_list("frequency", flat=True))
    assert told == ([chosen] if chosen else [])


def test_a_choice_outlives_the_proof_of_the_address(client: Client, thread: Thread):
    mona = make_user("mona", MODERATOR)
    choose_letters(user=mona, frequency=Frequency.AT_ONCE, at=NOW)
    Follow.objects.update(confirmed_at=NOW)
    choose_letters(user=mona, frequency=None, at=NOW)
    prove(mona)
    hold(thread)
    assert not Notice.objects.exists()
    client.force_login(mona)
    assert '<option value="" selected>' in client.get("/admin/comments/").content.decode()


def test_nothing_chosen_and_no_proof_is_no_letter(client: Client, thread: Thread):
    client.force_login(make_user("mona", MODERATOR))
    assert '<option value="" selected>' in client.get("/admin/comments/").content.decode()
    hold(thread)
    assert not Notice.objects.exists()


def test_an_address_that_is_not_proven_is_asked_first(thread: Thread, server: MailServer):
    mona = make_user("mona", MODERATOR)
    row = choose_letters(user=mona, frequency=Frequency.AT_ONCE, at=NOW)
    assert row
    assert not row.stands
    send_due(at=NOW)
    asked = server.letters[0]
    assert asked["Subject"] == "Confirm that you want emails about waiting comments"
    for part in asked.iter_parts():
        assert "when comments are waiting for a moderator" in part.get_content()
        assert "a new article is published" not in part.get_content()
    Follow.objects.update(confirmed_at=NOW)
    hold(thread)
    send_due(at=NOW)
    assert server.letters[1]["To"] == mona.email
