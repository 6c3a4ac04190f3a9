import re

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from standfirst.accounts.models import User
from standfirst.accounts.roles import install_roles
from standfirst.discussion.models import Comment, CommentAddress, Thread
from standfirst.discussion.services import recount
from standfirst.discussion.testing import make_comment, make_thread
from standfirst.publishing.testing import make_article

pytestmark = pytest.mark.django_db
LIST = "/admin/comments/"


def signed_in(role: str) -> Client:
    install_roles()
    user = User.objects.create_user(f"{role}@example.org".lower())
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def max_() -> Client:
    return signed_in("Moderator")


@pytest.fixture
def thread() -> Thread:
    return make_thread(make_article())


def act(client: Client, comment: Comment, name: str, words: str = "") -> Comment:
    values = {"act": name, "words": words, "back": "state=held"}
    response = client.post(f"{LIST}{comment.pk}/", values)
    assert response.url == f"{LIST}?state=held"
    return Comment.objects.get(pk=comment.pk)


def test_lists_what_waits_first(max_: Client, thread: Thread):
    make_comment(thread, "It waits here", state="held")
    make_comment(thread, "It is shown")
    page = max_.get(LIST).content.decode()
    assert "It waits here" in page
    assert "It is shown" not in page


def test_says_once_that_nothing_waits(max_: Client):
    page = max_.get(LIST).content.decode()
    assert "Nothing is waiting." in page
    assert "0 comments" not in page


def test_finds_by_words_name_and_mail(max_: Client, thread: Thread):
    make_comment(thread, "Nine metres", name="Bob", mail="bob@example.org")
    make_comment(thread, "Eleven metres")
    for words in ("nine", "BOB", "bob@example"):
        page = max_.get(LIST, {"state": "all", "q": words}).content.decode()
        assert "Nine metres" in page
        assert "Eleven metres" not in page


def test_approves(max_: Client, thread: Thread):
    assert act(max_, make_comment(thread, state="held"), "approve").state == "approved"


def test_removes_with_a_reason_and_restores(max_: Client, thread: Thread):
    comment = make_comment(thread)
    recount(thread)
    assert act(max_, comment, "remove", "rule 2").removed_reason == "rule 2"
    assert act(max_, comment, "restore").state == "approved"


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [("spam", "state", "spam"), ("pin", "is_pinned", True), ("pick", "is_picked", True), ("close", "is_closed", True)],
)  # fmt: skip
def test_marks(max_: Client, thread: Thread, name: str, field: str, value: object):
    comment = make_comment(thread)
    recount(thread)
    assert getattr(act(max_, comment, name), field) == value


def test_asks_before_it_closes_a_discussion_with_a_note(max_: Client, thread: Thread):
    address = f"{LIST}{make_comment(thread).pk}/"
    asked = max_.post(address, {"act": "close-thread", "words": "Enough."}).content.decode()
    assert "Nobody can comment on this article any more" in asked
    assert 'value="Enough."' in asked
    thread.refresh_from_db()
    assert thread.state == "open"
    max_.post(address, {"act": "close-thread", "words": "Enough.", "sure": "yes"})
    thread.refresh_from_db()
    assert (thread.state, thread.closed_note) == ("closed", "Enough.")


def test_goes_on_with_the_next_comment(max_: Client, thread: Thread):
    first, second, third = (make_comment(thread, state="held") for _ in range(3))
    page = max_.get(LIST).content.decode()
    for number, following in ((third.pk, second.pk), (second.pk, first.pk), (first.pk, second.pk)):
        row = page.partition(f'id="case-{number}"')[2].partition("</li>")[0]
        assert f'name="next" value="{following}"' in row
    values = {"act": "approve", "back": "state=held", "next": second.pk}
    answer = max_.post(f"{LIST}{third.pk}/", values)
    assert answer.url == f"{LIST}?state=held#case-{second.pk}"
    assert max_.post(f"{LIST}{third.pk}/", {**values, "next": "//evil"}).url == f"{LIST}?state=held"


def test_says_why_it_will_not_pin_a_reply(max_: Client, thread: Thread):
    reply = make_comment(thread, parent=make_comment(thread))
    response = max_.post(f"{LIST}{reply.pk}/", {"act": "pin"}, follow=True)
    assert "Only a comment at the top level" in response.content.decode()


def test_never_runs_what_a_comment_holds(max_: Client, thread: Thread):
    make_comment(thread, "<script>alert(1)</script>", name="<b>x", state="held")
    page = max_.get(LIST).content.decode()
    assert "<script>alert(1)" not in page
    assert "<b>x" not in page


def test_keeps_reporters_and_charlie_out(thread: Thread):
    comment = make_comment(thread, state="held")
    for client in (signed_in("Reporter"), Client()):
        for response in (client.get(LIST), client.post(f"{LIST}{comment.pk}/", {"act": "approve"})):
            assert response.status_code in {302, 403}
    assert Comment.objects.get().state == "held"
    assert LIST not in signed_in("Treasurer").get("/admin/").content.decode()


def several(client: Client, act: str, comments: list[Comment], words: str = "") -> str:
    values = {"act": act, "comment": [comment.pk for comment in comments], "words": words}
    response = client.post(f"{LIST}several/", {**values, "back": "state=held"}, follow=True)
    assert response.redirect_chain == [(f"{LIST}?state=held", 302)]
    return response.content.decode()


def test_approves_those_that_are_ticked(max_: Client, thread: Thread):
    held = [make_comment(thread, state="held") for _ in range(3)]
    page = several(max_, "approve", held[:2])
    assert "2 comments approved." in page
    assert list(Comment.objects.order_by("pk").values_list("state", flat=True)) == [
        "approved",
        "approved",
        "held",
    ]


@pytest.mark.parametrize(
    ("state", "found"),
    [
        ("held", ["approve", "remove", "spam"]),
        ("removed", ["restore"]),
        ("spam", ["restore"]),
        ("approved", ["remove", "spam"]),
        ("deleted", []),
    ],
)
def test_offers_for_many_what_makes_sense_with_those_listed(
    max_: Client, thread: Thread, state: str, found: list[str]
):
    make_comment(thread, state=state)
    page = max_.get(LIST, {"state": state}).content.decode()
    assert re.findall(r'form="several" type="submit" name="act" value="(\w+)"', page) == found
    assert ("words-several" in page) == ("remove" in found)


def test_restores_those_that_are_ticked_and_asks_for_a_tick_where_there_is_none(
    max_: Client, thread: Thread
):
    removed = make_comment(thread, state="removed")
    page = max_.post(
        f"{LIST}several/", {"act": "restore", "back": "state=removed"}
    ).content.decode()
    assert "Tick a comment first." in page
    assert "0 comments" not in page
    assert "1 comment restored." in several(max_, "restore", [removed])
    assert Comment.objects.get().is_approved


def test_does_to_many_only_what_makes_sense(max_: Client, thread: Thread):
    comments = [make_comment(thread, state=state) for state in ("approved", "deleted", "spam")]
    recount(thread)
    assert "1 comment removed." in several(max_, "remove", comments, "rule 4")
    states = Comment.objects.order_by("pk").values_list("state", "removed_reason")
    assert list(states) == [("removed", "rule 4"), ("deleted", ""), ("spam", "")]
    assert max_.post(f"{LIST}several/", {"act": "pin", "comment": "1"}).status_code == 404


def test_counts_each_state_and_what_waits_everywhere(max_: Client, thread: Thread):
    for state in ["held"] * 3 + ["spam"] * 2 + ["approved"]:
        make_comment(thread, state=state)
    recount(thread)
    text = " ".join(max_.get(LIST).content.decode().split())
    for tab in (
        "Waiting 3<",
        "Spam 2<",
        "Removed 0<",
        "Deleted by writers 0<",
        "Shown 1<",
        "All 6<",
    ):
        assert tab in text
    home = max_.get("/admin/").content.decode()
    assert "3 comments are waiting to be read" in home
    assert "Comments (3)" in home


def test_says_why_it_waits_and_who_did_what(max_: Client, thread: Thread):
    make_comment(thread, "Buy", state="held", held_for="links")
    assert "Many links" in max_.get(LIST).content.decode()
    gone = make_comment(thread, "Liar!")
    recount(thread)
    act(max_, gone, "remove", "rule 2")
    page = " ".join(max_.get(LIST, {"state": "removed"}).content.decode().split())
    assert "Removed by a moderator," in page
    assert ": rule 2<" in page
    log = " ".join(max_.get(f"{LIST}log/", {"comment": gone.pk}).content.decode().split())
    assert '<b>Removed</b>: <span dir="auto">rule 2</span>' in log
    assert "Liar!" in log
    assert "Liar!" not in max_.get(f"{LIST}log/", {"by": gone.pk + 10**6}).content.decode()


def test_leads_to_others_from_the_same_address(max_: Client, thread: Thread):
    one, two, three = (make_comment(thread, f"Words {n}", state="held") for n in "123")
    for comment, key in ((one, "a"), (two, "a"), (three, "b")):
        CommentAddress.objects.create(comment=comment, address_key=key, at=comment.created_at)
    assert max_.get(LIST).content.decode().count("1 other comment from this network address") == 2
    page = max_.get(LIST, {"state": "all", "near": one.pk}).content.decode()
    assert "Words 1" in page
    assert "Words 2" in page
    assert "Words 3" not in page


def test_asks_as_much_for_one_row_as_for_fifty(max_: Client, thread: Thread):
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            max_.get(LIST, {"state": "all"})
        return len(asked)

    writer = User.objects.create_user("bob@example.org")
    make_comment(thread, state="held", user=writer)
    queries()
    few = queries()
    for state in ["held", "spam", "approved"] * 16:
        make_comment(thread, state=state, user=writer)
    assert queries() == few <= 24


def test_keeps_charlie_from_many(thread: Thread):
    comment = make_comment(thread, state="held")
    answer = signed_in("Reporter").post(
        f"{LIST}several/", {"act": "approve", "comment": comment.pk}
    )
    assert answer.status_code in {302, 403}
    assert Comment.objects.get().state == "held"


def test_answers_404_to_what_it_does_not_know(max_: Client, thread: Thread):
    comment = make_comment(thread)
    assert max_.get(LIST, {"state": "gone"}).status_code == 404
    assert max_.post(f"{LIST}{comment.pk}/", {"act": "burn"}).status_code == 404


def test_leads_from_an_email_address_to_what_was_written_under_it(max_: Client, thread: Thread):
    make_comment(thread, "Of Gus", state="held", mail="gus+x@guests.example")
    page = max_.get(LIST).content.decode()
    assert 'href="/admin/comments/?state=all&amp;q=gus%2Bx%40guests.example"' in page
    assert "Waits because: Held by hand" in " ".join(page.split())
    found = max_.get(LIST, {"state": "all", "q": "gus+x@guests.example"}).content.decode()
    assert "Of Gus" in found
