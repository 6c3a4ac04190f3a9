from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from standfirst.accounts.testing import make_user
from standfirst.discussion.models import Comment, Thread
from standfirst.discussion.testing import make_comment
from standfirst.lib.errors import Unavailable
from standfirst.lib.pace import Asker
from standfirst.lib.testing import MailServer
from standfirst.notifications.models import Follow, Follower, Kind, Mailing, Notice
from standfirst.notifications.services import Wish, ask_to_follow, note_comment, send_due
from standfirst.notifications.testing import NOW, make_follow, make_follower, shown

pytestmark = pytest.mark.django_db
ALICE = "alice@ledger.example"


def tell(thread: Thread, words: str = "Who paid for the borings?", **fields: object) -> Comment:
    comment = make_comment(thread, words, **fields)
    note_comment(shown(comment), at=NOW)
    return comment


def part(letter: EmailMessage, kind: str) -> str:
    found = letter.get_body((kind,))
    assert found is not None
    return str(found.get_content())


def test_a_follower_gets_one_letter_for_a_comment(thread: Thread, server: MailServer):
    make_follow(ALICE, Kind.THREAD, thread.key)
    comment = tell(thread, "Who paid for the **borings**?", name="Bob")
    send_due(at=NOW)
    send_due(at=NOW)
    [letter] = server.letters
    assert letter["To"] == ALICE
    assert letter["Subject"] == "New comment: Sea wall bill jumps"
    assert "Who paid for the **borings**?" in part(letter, "plain")
    assert "<strong>borings</strong>" in part(letter, "html")
    for kind in ("plain", "html"):
        assert f"/discussion/comments/{comment.pk}/" in part(letter, kind)
        assert "You follow the discussion of “Sea wall bill jumps”." in part(letter, kind)
    assert Mailing.objects.get().state == Mailing.State.SENT


def test_an_answer_says_whom_and_what_it_answers(thread: Thread, server: MailServer):
    alice = make_user("alice")
    make_follow(alice, Kind.REPLIES)
    mine = make_comment(thread, "Was that ever possible?", user=alice)
    tell(thread, "It was.", parent=mine, name="Oskar")
    send_due(at=NOW)
    [letter] = server.letters
    assert "Oskar answered you" in part(letter, "plain")
    assert "Was that ever possible?" in part(letter, "html")


def test_a_mention_is_no_answer(thread: Thread, server: MailServer):
    alice = make_user("alice")
    make_follow(alice, Kind.REPLIES)
    mine = make_comment(thread, user=alice)
    note_comment(
        shown(make_comment(thread, "@Alice is right.", name="Oskar"), mentions=[mine.pk]), at=NOW
    )
    send_due(at=NOW)
    assert "Oskar mentioned you" in part(server.letters[0], "html")


def test_mail_programs_are_offered_a_way_out_and_told_that_nobody_wrote(
    thread: Thread, server: MailServer
):
    make_follow(ALICE, Kind.THREAD, thread.key)
    tell(thread)
    send_due(at=NOW)
    [letter] = server.letters
    assert letter["List-Unsubscribe"].strip().startswith("<http://127.0.0.1:8000/follows/stop/")
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter["List-Id"] == f"<thread-{thread.key}.follows.127.0.0.1>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["References"] == f"<{thread.key}.discussion@127.0.0.1>"
    assert letter["Message-ID"] == Mailing.objects.get().message_id


def test_a_question_for_confirmation_is_no_list_letter(thread: Thread, server: MailServer):
    ask_to_follow(mail=ALICE, wish=Wish(Kind.THREAD, thread.key), asker=Asker(), at=NOW)
    send_due(at=NOW)
    [letter] = server.letters
    assert "/follows/confirm/" in part(letter, "plain")
    assert "/follows/confirm/" in part(letter, "html")
    assert "List-Unsubscribe" not in letter
    assert letter["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize("state", ["removed", "held", "spam", "deleted"])
def test_what_was_taken_back_meanwhile_is_not_told(thread: Thread, server: MailServer, state: str):
    make_follow(ALICE, Kind.THREAD, thread.key)
    comment = tell(thread)
    Comment.objects.filter(pk=comment.pk).update(state=state)
    send_due(at=NOW)
    assert server.letters == []
    assert Mailing.objects.get().state == Mailing.State.DROPPED


def test_what_is_no_longer_public_is_not_told(thread: Thread, server: MailServer):
    make_follow(ALICE, Kind.THREAD, thread.key)
    tell(thread)
    thread.article.unpublish()
    send_due(at=NOW)
    assert server.letters == []


def test_what_was_ended_meanwhile_is_not_told(thread: Thread, server: MailServer):
    row = make_follow(ALICE, Kind.THREAD, thread.key)
    tell(thread)
    row.end(at=NOW)
    send_due(at=NOW)
    assert server.letters == []


def test_an_address_refused_for_good_gets_nothing_more(thread: Thread, server: MailServer):
    make_follow(ALICE, Kind.THREAD, thread.key)
    make_follow("bob@ledger.example", Kind.THREAD, thread.key)
    server.refuses[ALICE] = "550 5.1.1 Nobody here"
    tell(thread)
    tell(thread)
    send_due(at=NOW)
    server.refuses.clear()
    tell(thread)
    send_due(at=NOW)
    assert {letter["To"] for letter in server.letters} == {"bob@ledger.example"}
    assert Follower.objects.get(mail=ALICE).suppressed_for == Follower.Suppressed.BOUNCED


def test_a_refusal_that_may_pass_is_tried_again_for_three_days(thread: Thread, server: MailServer):
    make_follow(ALICE, Kind.THREAD, thread.key)
    server.refuses[ALICE] = "451 4.7.1 Try again later"
    tell(thread)
    send_due(at=NOW)
    first = Mailing.objects.get()
    assert (first.tries, first.next_at) == (1, NOW + timedelta(minutes=1))
    assert "451" in first.error
    at = NOW
    while (mailing := Mailing.objects.get()).next_at:
        at = mailing.next_at
        send_due(at=at)
    assert timedelta(days=3) <= at - NOW < timedelta(days=3, hours=4)
    assert mailing.state == Mailing.State.FAILED
    assert Follower.objects.get().suppressed_at is None


def test_the_second_try_is_the_same_letter(thread: Thread, server: MailServer):
    make_follow(ALICE, Kind.THREAD, thread.key)
    server.refuses_letter = "451 Later"
    tell(thread)
    send_due(at=NOW)
    number = Mailing.objects.get().message_id
    server.refuses_letter = ""
    send_due(at=NOW + timedelta(minutes=2))
    assert [letter["Message-ID"] for letter in server.letters] == [number]


def test_while_the_server_is_away_letters_stay_due(
    thread: Thread, server: MailServer, settings: object
):
    make_follow(ALICE, Kind.THREAD, thread.key)
    tell(thread)
    settings.EMAIL_PORT = 1  # type: ignore[attr-defined]
    with pytest.raises(Unavailable):
        send_due(at=NOW)
    settings.EMAIL_PORT = server.port  # type: ignore[attr-defined]
    send_due(at=NOW)
    assert len(server.letters) == 1


def test_one_that_cannot_be_written_holds_up_no_other(thread: Thread, server: MailServer):
    make_follow("bob@ledger.example", Kind.THREAD, thread.key)
    row = make_follow(ALICE, Kind.THREAD, thread.key)
    tell(thread)
    Follow.objects.filter(pk=row.pk).update(kind="podcast")  # of a later version
    send_due(at=NOW)
    assert [letter["To"] for letter in server.letters] == ["bob@ledger.example"]
    kept = Mailing.objects.get(follower=row.follower)
    assert "podcast" in kept.error
    assert kept.next_at == NOW + timedelta(minutes=1)


def test_a_server_that_puts_off_one_address_takes_the_others(thread: Thread, server: MailServer):
    for number in range(4):
        make_follow(f"reader{number}@ledger.example", Kind.THREAD, thread.key)
    server.refuses["reader1@ledger.example"] = "451 Later"
    tell(thread)
    assert send_due(at=NOW) == 4
    assert len(server.letters) == 3


def test_letters_are_set_in_the_language_of_their_reader(thread: Thread, server: MailServer):
    alice = make_user("alice")
    alice.language, alice.time_zone = "ar", "Asia/Tokyo"
    alice.save()
    make_follow(alice, Kind.THREAD, thread.key)
    tell(thread, created_at=NOW)
    send_due(at=NOW)
    html = part(server.letters[0], "html")
    assert '<html lang="ar" dir="rtl">' in html
    assert "6:30 \u0645" in html


def test_names_and_words_stay_words(thread: Thread, server: MailServer):
    make_follow(ALICE, Kind.THREAD, thread.key)
    tell(thread, "<script>alert(1)</script> a < b", name="Eve\r\nBcc: all@x <b>")
    send_due(at=NOW)
    [letter] = server.letters
    assert "Bcc" not in letter
    assert "<script" not in part(letter, "html")
    assert "<b>" not in part(letter, "html")
    assert "a < b" in part(letter, "plain")


def queries_for(followers: int, thread: Thread, server: MailServer) -> int:
    for number in range(followers):
        make_follow(f"{followers}-{number}@ledger.example", Kind.THREAD, thread.key)
    tell(thread)
    with CaptureQueriesContext(connection) as queries:
        send_due(at=NOW)
    assert len(server.letters) == followers
    server.letters.clear()
    Notice.objects.all().delete()
    Follower.objects.all().delete()
    return len(queries)


def test_each_letter_costs_one_query_more(thread: Thread, server: MailServer):
    queries_for(1, thread, server)  # what is looked up once and kept
    few = queries_for(3, thread, server)
    assert queries_for(13, thread, server) == few + 10


def test_a_letter_comes_back_to_an_address_that_names_it(
    thread: Thread, server: MailServer, settings: object
):
    settings.MAIL_BOUNCES = "back@ledger.example"  # type: ignore[attr-defined]
    make_follow(ALICE, Kind.THREAD, thread.key)
    tell(thread)
    send_due(at=NOW)
    [letter] = server.letters
    assert letter["X-MailFrom"].startswith(f"back+{Mailing.objects.get().pk}-")
    assert letter["From"] == "Standfirst <newsroom@127.0.0.1>"


def test_a_follower_is_no_address_in_a_log(thread: Thread):
    assert "@" not in str(make_follower(ALICE))
