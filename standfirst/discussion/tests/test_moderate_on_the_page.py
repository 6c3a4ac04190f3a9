"""Moderators' tools where the comments are."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from standfirst.accounts.roles import MODERATOR
from standfirst.accounts.testing import make_user
from standfirst.discussion.models import Comment, DiscussionSettings, ModerationEntry, Thread
from standfirst.discussion.services import recount
from standfirst.discussion.testing import make_comment, make_thread
from standfirst.outbox.models import Event
from standfirst.publishing.models import ArticlePage
from standfirst.publishing.testing import make_article

pytestmark = pytest.mark.django_db
OWN = {"HTTP_SEC_FETCH_SITE": "same-origin"}


@pytest.fixture
def article() -> ArticlePage:
    return make_article()


@pytest.fixture
def thread(article: ArticlePage) -> Thread:
    return make_thread(article)


@pytest.fixture
def max_(client: Client) -> Client:
    client.force_login(make_user("max", MODERATOR))
    return client


def press(client: Client, comment: Comment, act: str, **values: str):
    address = f"/discussion/comments/{comment.pk}/moderate/"
    return client.post(address, {"act": act, **values}, **OWN)


def page_of(client: Client, thread: Thread, query: str = "") -> str:
    return client.get(f"/discussion/{thread.key}/{query}").content.decode()


def test_shows_moderators_what_waits_and_why(max_: Client, thread: Thread):
    make_comment(thread, "Buy here", state="held", held_for="links")
    page = page_of(max_, thread)
    assert "Buy here" in page
    assert "Waiting: Many links" in page


def test_shows_moderators_what_was_removed_and_why(max_: Client, thread: Thread):
    make_comment(thread, "Liar!", state="removed", removed_reason="rule 2")
    page = page_of(max_, thread)
    assert "Liar!" in page
    assert "Removed by the desk: rule 2" in page


def without_key(page: bytes) -> bytes:
    """A page but for the key of its form, new each time."""
    return re.sub(rb'name="key" value="[^"]*"', b"", page)


@pytest.mark.parametrize("state", ["held", "removed", "spam"])
def test_shows_others_neither_words_nor_tools(thread: Thread, state: str):
    top = make_comment(thread, "Liar!", state=state)
    make_comment(thread, "Who says so?", parent=top)
    recount(thread)
    charlie = Client()
    charlie.force_login(make_user("charlie"))
    for client in (charlie, Client()):
        page = page_of(client, thread)
        assert "Who says so?" in page
        assert "Liar!" not in page
        assert "/moderate/" not in page


def test_gives_others_not_a_byte_of_what_only_moderators_see(thread: Thread):
    shown = make_comment(thread, "Who says so?")
    recount(thread)
    before = Client().get(f"/discussion/{thread.key}/").content
    for state in ("held", "removed", "spam"):
        make_comment(thread, "Liar!", state=state)
        make_comment(thread, "Liar!", state=state, parent=shown)
    recount(thread)
    charlie = Client()
    charlie.force_login(make_user("charlie"))
    assert without_key(Client().get(f"/discussion/{thread.key}/").content) == without_key(before)
    assert page_of(charlie, thread).count("<article") == 1


def test_never_shows_what_its_writer_deleted(max_: Client, thread: Thread):
    top = make_comment(thread, "Sorry", state="deleted")
    make_comment(thread, "Who says so?", parent=top)
    recount(thread)
    assert "Sorry" not in page_of(max_, thread)


def test_puts_what_waits_where_it_would_stand(max_: Client, thread: Thread):
    for number, state in enumerate(["approved", "held", "approved", "removed"]):
        make_comment(thread, f"Comment {number}.", state=state)
    reply = make_comment(thread, "Reply.", state="held", parent=Comment.objects.first())
    make_comment(thread, "Deeper.", state="held", parent=reply)
    recount(thread)
    for order, wanted in (("newest", "3210"), ("oldest", "0123")):
        page = page_of(max_, thread, f"?order={order}")
        places = [page.index(f"Comment {number}.") for number in wanted]
        assert places == sorted(places)
        assert page.index("Comment 0.") < page.index("Reply.") < page.index("Deeper.")


def test_approves_in_place_and_says_where_it_is(max_: Client, thread: Thread):
    comment = make_comment(thread, state="held", held_for="newcomer")
    answer = press(max_, comment, "approve")
    assert answer.status_code == 303
    assert answer.url == f"/discussion/comments/{comment.pk}/"
    comment.refresh_from_db()
    assert (comment.state, comment.held_for) == ("approved", "")
    assert Event.objects.get().name == "comment-shown"


def test_goes_back_to_the_page_it_came_from(max_: Client, thread: Thread):
    comment = make_comment(thread)
    referer = f"http://testserver/discussion/{thread.key}/?order=oldest"
    address = f"/discussion/comments/{comment.pk}/moderate/"
    answer = max_.post(address, {"act": "pick"}, HTTP_REFERER=referer, **OWN)
    assert answer.url == f"/discussion/{thread.key}/?order=oldest#comment-{comment.pk}"
    answer = max_.post(address, {"act": "pick"}, HTTP_REFERER="https://evil.example/", **OWN)
    assert answer.url == f"/discussion/comments/{comment.pk}/"


def test_removes_with_a_reason_that_readers_see(max_: Client, thread: Thread):
    top = make_comment(thread, "Liar!")
    make_comment(thread, "Who says so?", parent=top)
    recount(thread)
    press(max_, top, "remove", words=" rule 2 ")
    assert "Removed by the desk: rule 2" in page_of(Client(), thread)
    entry = ModerationEntry.objects.get()
    assert (entry.act, entry.reason, entry.by_name, entry.comment) == (
        "remove",
        "rule 2",
        "Max Example",
        top,
    )
    assert Event.objects.get().name == "comment-removed"


def test_logs_an_act_once(max_: Client, thread: Thread):
    comment = make_comment(thread)
    for _ in range(2):
        press(max_, comment, "pin")
    assert ModerationEntry.objects.count() == 1


def test_refuses_to_alter_the_log(max_: Client, thread: Thread):
    press(max_, make_comment(thread), "pin")
    entry = ModerationEntry.objects.get()
    entry.reason = "because"
    with pytest.raises(TypeError):
        entry.save()


def test_brings_nothing_back_that_its_writer_deleted(max_: Client, thread: Thread):
    comment = make_comment(thread, state="deleted")
    press(max_, comment, "restore")
    comment.refresh_from_db()
    assert comment.state == "deleted"


def test_closes_and_opens_a_thread_without_comments(max_: Client, article: ArticlePage):
    address = f"/discussion/article-{article.pk}/moderate/"
    assert 'value="close-thread"' in max_.get(article.url).content.decode()
    answer = max_.post(address, {"act": "close-thread", "words": "Not today."}, **OWN)
    assert answer.status_code == 303
    assert "Not today." in max_.get(article.url).content.decode()
    max_.post(address, {"act": "open-thread"}, **OWN)
    assert Thread.objects.get().state == "open"
    acts = ModerationEntry.objects.order_by("pk").values_list("act", "reason")
    assert list(acts) == [("close-thread", "Not today."), ("open-thread", "")]


def test_keeps_a_thread_open_where_threads_close_by_age(max_: Client, article: ArticlePage):
    assert "keep-open" not in max_.get(article.url).content.decode()
    rules = DiscussionSettings.for_site(article.get_site())
    rules.close_after_days = 30
    rules.save()
    assert 'value="keep-open"' in max_.get(article.url).content.decode()
    max_.post(f"/discussion/article-{article.pk}/moderate/", {"act": "keep-open"}, **OWN)
    assert Thread.objects.get().is_kept_open


def test_keeps_charlie_out(thread: Thread):
    comment = make_comment(thread, state="held")
    charlie = Client()
    charlie.force_login(make_user("charlie"))
    for address in (
        f"/discussion/comments/{comment.pk}/moderate/",
        f"/discussion/{thread.key}/moderate/",
    ):
        assert charlie.post(address, {"act": "approve"}, **OWN).status_code == 403
        assert Client().post(address, {"act": "approve"}, **OWN).status_code == 302
    comment.refresh_from_db()
    assert (comment.state, ModerationEntry.objects.count()) == ("held", 0)


def test_takes_no_form_of_another_site(max_: Client, thread: Thread):
    comment = make_comment(thread, state="held")
    address = f"/discussion/comments/{comment.pk}/moderate/"
    assert max_.post(address, {"act": "approve"}).status_code == 403
    cross = {"HTTP_SEC_FETCH_SITE": "cross-site"}
    assert max_.post(address, {"act": "approve"}, **cross).status_code == 403


def test_answers_404_to_acts_that_there_are_not(max_: Client, thread: Thread):
    assert press(max_, make_comment(thread), "burn").status_code == 404
    address = f"/discussion/{thread.key}/moderate/"
    assert max_.post(address, {"act": "approve"}, **OWN).status_code == 404


def test_lets_no_cache_keep_a_moderators_page(max_: Client, thread: Thread):
    make_comment(thread)
    recount(thread)
    answer = max_.get(f"/discussion/{thread.key}/")
    assert "private" in answer["Cache-Control"]


def test_asks_as_much_for_one_comment_as_for_many(max_: Client, thread: Thread):
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            max_.get(f"/discussion/{thread.key}/")
        return len(asked)

    for state in ("held", "removed", "approved"):
        make_comment(thread, state=state)
    recount(thread)
    queries()  # the first page of all asks for the site, too
    few = queries()
    for state in ["held", "removed", "approved"] * 10:
        make_comment(thread, state=state)
    recount(thread)
    assert queries() == few <= 20
