import pytest
from django.contrib.auth.models import Group
from django.test import Client

from standfirst.accounts.models import User
from standfirst.accounts.roles import install_roles
from standfirst.discussion.models import Comment, Thread
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


def test_closes_a_discussion_with_a_note(max_: Client, thread: Thread):
    act(max_, make_comment(thread), "close-thread", "Enough.")
    thread.refresh_from_db()
    assert (thread.state, thread.closed_note) == ("closed", "Enough.")


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


def test_answers_404_to_what_it_does_not_know(max_: Client, thread: Thread):
    comment = make_comment(thread)
    assert max_.get(LIST, {"state": "gone"}).status_code == 404
    assert max_.post(f"{LIST}{comment.pk}/", {"act": "burn"}).status_code == 404
