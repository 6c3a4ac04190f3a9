"""Who removes a comment says why: in the list, with several at once and under a comment on the page."""

import pytest
from django.test import Client

from standfirst.accounts.roles import MODERATOR
from standfirst.accounts.testing import make_user
from standfirst.discussion.models import Comment, ModerationEntry, Thread
from standfirst.discussion.services import recount
from standfirst.discussion.testing import make_comment, make_thread
from standfirst.publishing.testing import make_article

pytestmark = pytest.mark.django_db
LIST = "/admin/comments/"
OWN = {"HTTP_SEC_FETCH_SITE": "same-origin"}
MISSING = "Write the reason for removing it."


@pytest.fixture
def max_(client: Client) -> Client:
    client.force_login(make_user("max", MODERATOR))
    return client


@pytest.fixture
def thread() -> Thread:
    return make_thread(make_article())


def reasons() -> list[tuple[str, str]]:
    return list(ModerationEntry.objects.order_by("pk").values_list("act", "reason"))


def tag(page: str, mark: str) -> str:
    """The tag that holds `mark`."""
    before, _mark, after = page.partition(mark)
    return f"<{before.rpartition('<')[2]}{mark}{after.partition('>')[0]}>"


def test_asks_beside_the_comment_in_the_list(max_: Client, thread: Thread):
    comment = make_comment(thread, "Nine metres")
    recount(thread)
    values = {"act": "remove", "words": "  ", "back": "state=approved"}
    answer = max_.post(f"{LIST}{comment.pk}/", values)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count(MISSING) == 2  # above the list and at the field
    assert "autofocus" in tag(page, f'id="words-{comment.pk}"')
    assert 'href="?' not in page  # the answer has another address than the list
    assert (Comment.objects.get().state, reasons()) == ("approved", [])
    max_.post(f"{LIST}{comment.pk}/", {**values, "words": "rule 2"})
    assert reasons() == [("remove", "rule 2")]


def test_keeps_the_ticks_when_it_asks_for_several(max_: Client, thread: Thread):
    first, second, third = (make_comment(thread, state="held") for _ in range(3))
    values = {"act": "remove", "comment": [first.pk, third.pk], "back": "state=held"}
    answer = max_.post(f"{LIST}several/", values)
    page = answer.content.decode()
    assert answer.status_code == 422
    ticked = [
        comment
        for comment in (first, second, third)
        if "checked" in tag(page, f'name="comment" value="{comment.pk}"')
    ]
    assert ticked == [first, third]
    assert "autofocus" in tag(page, 'id="words-several"')
    assert reasons() == []
    max_.post(f"{LIST}several/", {**values, "words": "rule 4"})
    assert reasons() == [("remove", "rule 4")] * 2


def test_keeps_the_reason_when_nothing_is_ticked(max_: Client, thread: Thread):
    make_comment(thread, state="held")
    values = {"act": "remove", "words": "rule 4", "back": "state=held"}
    page = max_.post(f"{LIST}several/", values).content.decode()
    assert "Tick a comment first." in page
    assert 'value="rule 4"' in tag(page, 'id="words-several"')


def test_asks_under_a_comment_on_the_page(max_: Client, thread: Thread):
    comment = make_comment(thread, "Nine metres")
    recount(thread)
    address = f"/discussion/comments/{comment.pk}/moderate/"
    answer = max_.post(address, {"act": "remove"}, **OWN)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert MISSING in page
    assert "Nine metres" in page
    assert reasons() == []
    max_.post(address, {"act": "remove", "words": "rule 2"}, **OWN)
    assert reasons() == [("remove", "rule 2")]


@pytest.mark.parametrize("where", ["list", "page"])
def test_the_browser_asks_only_who_removes(max_: Client, thread: Thread, where: str):
    comment = make_comment(thread, state="held")
    page = max_.get(LIST if where == "list" else f"/discussion/{thread.key}/").content.decode()
    start = "<ol" if where == "list" else f'id="comment-{comment.pk}"'
    form = page.partition(start)[2].partition(
        'class="case-acts"' if where == "list" else "moderate"
    )[2]
    assert " required" in tag(form, 'name="words"')
    assert "formnovalidate" not in tag(form, 'value="remove"')
    for act in ("approve", "spam"):
        assert "formnovalidate" in tag(form, f'value="{act}"')


def test_spam_needs_no_reason(max_: Client, thread: Thread):
    comment = make_comment(thread, state="held")
    max_.post(f"{LIST}{comment.pk}/", {"act": "spam"})
    assert reasons() == [("spam", "")]
