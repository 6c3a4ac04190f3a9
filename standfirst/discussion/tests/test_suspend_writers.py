"""A moderator suspends whoever wrote a comment, reader or guest, beside that comment; the log tells of it."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from standfirst.accounts.models import StandingChange, User
from standfirst.accounts.roles import MODERATOR, REPORTER
from standfirst.accounts.services import join, readmit, suspend
from standfirst.accounts.testing import make_user
from standfirst.discussion.models import Comment, DiscussionSettings, Thread
from standfirst.discussion.screening import Candidate, why_held
from standfirst.discussion.services import recount, remove
from standfirst.discussion.testing import make_comment

pytestmark = pytest.mark.django_db
LIST, LOG, READERS = "/admin/comments/", "/admin/comments/log/", "/admin/readers/"
MAIL = "bob@ledger.example"


@pytest.fixture
def of_bob(thread: Thread) -> Comment:
    return make_comment(thread, "Liar!", name="Bob", mail=MAIL, guest_key="browser of bob")


def press(client: Client, comment: Comment, act: str, words: str = "", *, follow: bool = True):
    values = {"act": act, "words": words, "back": "state=all"}
    return client.post(f"{LIST}{comment.pk}/writer/", values, follow=follow)


def held(**writer: object) -> str:
    fields = {"words": "Again.", "html": "<p>Again.</p>", "name": "", "mail": "", "address": "", "user": None,
              "guest_key": None, "is_mail_confirmed": False}  # fmt: skip
    return why_held(Candidate(**{**fields, **writer}), DiscussionSettings()) or ""


def test_holds_what_a_suspended_guest_writes_until_readmitted(max_: Client, of_bob: Comment):
    writers: list[dict[str, object]] = [
        {"mail": MAIL, "guest_key": "another"},
        {"mail": "BOB+again@ledger.example"},
        {"guest_key": "browser of bob"},
        {"user": make_user("bob")},  # who has not proved the address
    ]
    for act, reason in (("suspend", "suspended"), ("readmit", "")):
        page = press(max_, of_bob, act, "Rule 4, twice").content.decode()
        assert f"({MAIL})" in page
        assert [held(**writer) for writer in writers] == [reason] * 4
        assert held(mail="mara@mail.example", guest_key="hers") == ""


def test_suspends_the_account_of_a_reader(max_: Client, thread: Thread):
    alice = make_user("alice")
    comment = make_comment(thread, user=alice)
    for act, is_suspended in (("suspend", True), ("readmit", False)):
        answer = press(max_, comment, act, "Rule 4", follow=False)
        assert answer.url == f"{LIST}?state=all#case-{comment.pk}"
        alice.refresh_from_db()
        assert alice.is_suspended is is_suspended
    staff = make_comment(thread, user=make_user("vera", MODERATOR))
    assert "They work here" in press(max_, staff, "suspend", "Rule 4").content.decode()


def test_asks_for_the_reason_at_the_field(max_: Client, of_bob: Comment):
    answer = press(max_, of_bob, "suspend", "  ")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count("Enter the reason for the suspension.") == 2
    assert '<details class="case-suspend" open>' in page
    assert not StandingChange.objects.exists()


def test_writes_each_act_down_once(max_: Client, of_bob: Comment):
    for act in ("suspend", "suspend", "readmit", "readmit"):
        press(max_, of_bob, act, "Rule 4")
    kinds = StandingChange.objects.order_by("pk").values_list("kind", "mailbox")
    assert list(kinds) == [("suspended", MAIL), ("readmitted", MAIL)]


def test_suspensions_and_their_ends_are_in_the_log(max_: Client, of_bob: Comment):
    mona, alice = make_user("mona", MODERATOR), make_user("alice")
    recount(of_bob.thread)
    suspend(reader=alice, reason="Rule 3", by=mona, at=timezone.now())
    press(max_, of_bob, "suspend", "Rule 4, twice")
    remove(comment=of_bob, by=mona, at=timezone.now(), reason="Rule 4")
    readmit(reader=alice, by=mona, at=timezone.now())
    page = max_.get(LOG).content.decode()
    parts = ["<b>Readmitted</b>", "Alice Example", "<b>Removed</b>", "Rule 4, twice", MAIL]
    places = [page.index(part) for part in parts]
    assert places == sorted(places)
    of_mona = max_.get(LOG, {"by": mona.pk}).content.decode()
    assert ("Rule 3" in of_mona, MAIL in of_mona) == (True, False)
    assert "Rule 3" not in max_.get(LOG, {"comment": of_bob.pk}).content.decode()


def test_a_readers_page_leads_to_their_comments(max_: Client, thread: Thread, of_bob: Comment):
    alice = make_user("alice")
    comment = make_comment(thread, "From the pier", user=alice)
    page = html.fromstring(max_.get(f"{READERS}{alice.pk}/").content)
    (link,) = page.xpath("//a[.='Comments by this reader']/@href")
    assert [row.case.comment for row in max_.get(link).context["rows"]] == [comment]


def test_a_comment_that_waits_says_that_its_writer_was_suspended_then(max_: Client, thread: Thread):
    make_comment(thread, state="held", held_for="suspended")
    page = max_.get(LIST).content.decode()
    assert "The browser or email address was a suspended reader’s when this was written" in page


def test_the_log_takes_as_many_queries_for_many(max_: Client, thread: Thread):
    by, reader = User.objects.get(), make_user("alice")

    def queries_after(acts: int) -> int:
        for _ in range(acts):
            comment = make_comment(thread)
            recount(thread)
            remove(comment=comment, by=by, at=timezone.now(), reason="Rule 4")
            suspend(reader=reader, reason="Rule 4", by=by, at=timezone.now())
        with CaptureQueriesContext(connection) as asked:
            max_.get(LOG)
        return len(asked)

    max_.get(LOG)
    assert queries_after(1) == queries_after(9) <= 16


def test_suspended_guests_are_among_the_readers(max_: Client, of_bob: Comment):
    press(max_, of_bob, "suspend", "Rule 4, twice")
    for query, is_there in (({}, True), ({"q": "BOB@"}, True), ({"q": "mara"}, False)):
        assert ("Rule 4, twice" in max_.get(READERS, query).content.decode()) is is_there
    max_.post(f"{READERS}guests/", {"mailbox": MAIL})
    assert held(mail=MAIL) == ""
    assert "Rule 4, twice" not in max_.get(READERS).content.decode()


def test_offers_it_only_where_the_writer_is_known(max_: Client, thread: Thread, of_bob: Comment):
    nameless = make_comment(thread, "Nameless")
    page = max_.get(LIST, {"state": "all"}).content.decode()
    assert f"{LIST}{of_bob.pk}/writer/" in page
    assert f"{LIST}{nameless.pk}/writer/" not in page
    assert press(max_, nameless, "suspend", "Rule 4").status_code == 404
    assert press(max_, of_bob, "burn").status_code == 404


def test_others_may_not(client: Client, of_bob: Comment):
    client.force_login(make_user("charlie", REPORTER))
    for address in (f"{LIST}{of_bob.pk}/writer/", f"{READERS}guests/"):
        answer = client.post(address, {"act": "suspend", "words": "Rule 4", "mailbox": MAIL})
        assert answer.status_code in {302, 403}
    assert not StandingChange.objects.exists()


@pytest.mark.parametrize(
    ("typed", "told", "kept"),
    [
        (" \u200b \u2028", "Enter the reason", ""),
        ("x" * 301, "It has 301 characters", "x" * 301),
        ("x\x00" * 301, "It has 301 characters", "x" * 301),
    ],
    ids=["unseen", "too long", "with signs that nobody reads"],
)
def test_refuses_a_reason_that_cannot_be_read_as_a_whole(
    max_: Client, of_bob: Comment, typed: str, told: str, kept: str
):
    alice = make_user("alice")
    of_alice = make_comment(of_bob.thread, user=alice)
    for comment in (of_bob, of_alice):
        answer = press(max_, comment, "suspend", typed)
        page = answer.content.decode()
        assert (answer.status_code, told in page) == (422, True)
        assert f'required value="{kept}"' in page
    answer = max_.post(f"{READERS}{alice.pk}/", {"act": "suspend", "words": typed})
    page = answer.content.decode()
    assert (answer.status_code, told in page) == (422, True)
    assert kept in page
    assert not StandingChange.objects.exists()


def test_keeps_of_odd_signs_in_a_reason_what_is_read(max_: Client, of_bob: Comment):
    press(max_, of_bob, "suspend", "Rule\x00 4\u202e\r\n twice ")
    assert StandingChange.objects.get().words == "Rule 4 twice"


def test_the_suspension_of_a_colleague_stands(max_: Client, of_bob: Comment):
    of_alice = make_comment(of_bob.thread, user=make_user("alice"))
    for comment in (of_bob, of_alice):
        press(max_, comment, "suspend", "Rule 4")
    mona = Client()
    mona.force_login(make_user("mona", MODERATOR))
    for comment in (of_bob, of_alice):
        page = press(mona, comment, "suspend", "My reason").content.decode()
        assert "Already suspended by Max Example: Rule 4. That stands" in page
        assert "your reason was not saved: My reason" in page
    assert list(StandingChange.objects.values_list("words", flat=True)) == ["Rule 4"] * 2


def test_says_nothing_of_an_account_that_proved_the_address(max_: Client, of_bob: Comment):
    bob = join(mail_address=MAIL, at=timezone.now())
    told = "a reader with an account did. The account is not affected."
    page = max_.get(LIST, {"state": "all"}).content.decode()
    assert told in page
    assert f'href="{READERS}{bob.pk}/"' in page
    press(max_, of_bob, "suspend", "Rule 4")
    assert (held(user=bob), held(mail=MAIL)) == ("", "suspended")
    assert (
        "Guests who write under this email address"
        in max_.get(f"{READERS}{bob.pk}/").content.decode()
    )
    suspend(
        reader=bob, reason="Rule 4", by=User.objects.get(email__startswith="max"), at=timezone.now()
    )
    bob.refresh_from_db()
    assert bob.is_suspended
