"""Who removes a comment says why: in the list, with several at once and under a comment on the page."""

import pytest
from django.test import Client

from standfirst.discussion.models import Comment, ModerationEntry, Thread
from standfirst.discussion.services import recount
from standfirst.discussion.testing import make_comment

pytestmark = pytest.mark.django_db
LIST = "/admin/comments/"
OWN = {"HTTP_SEC_FETCH_SITE": "same-origin"}
MISSING = "Enter the reason for removing it."


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


# Without anything to be seen; too long by one; with signs that PostgreSQL refuses, and that turn the line round.
UNSEEN, TOO_LONG, ODD = " \u200b \u2028\u3164", "x" * 301, "rule\x00 4\u202e\r\nand 5"
OF_THE_LIST = {"back": "state=approved"}


@pytest.mark.parametrize(
    ("typed", "told"),
    [(UNSEEN, MISSING), (TOO_LONG, "It has 301 characters")],
    ids=["unseen", "too long"],
)
def test_a_reason_is_refused_as_a_whole_wherever_one_is_typed(
    max_: Client, thread: Thread, typed: str, told: str
):
    comment = make_comment(thread, "Nine metres")
    recount(thread)
    remove = {"act": "remove", "words": typed, "comment": [comment.pk], **OF_THE_LIST}
    on_page = f"/discussion/comments/{comment.pk}/moderate/"
    for address in (f"{LIST}{comment.pk}/", f"{LIST}several/", on_page):
        answer = max_.post(address, remove, **OWN)
        page = answer.content.decode()
        assert (answer.status_code, told in page) == (422, True), address
        assert (f'value="{TOO_LONG}"' in page) is (typed == TOO_LONG), address
    assert reasons() == []


def test_a_note_that_is_too_long_closes_nothing(max_: Client, thread: Thread):
    comment = make_comment(thread)
    close = {"act": "close-thread", "words": TOO_LONG, "sure": "yes", **OF_THE_LIST}
    for address in (f"{LIST}{comment.pk}/", f"/discussion/{thread.key}/moderate/"):
        answer = max_.post(address, close, **OWN)
        page = answer.content.decode()
        assert (answer.status_code, "It has 301 characters" in page) == (422, True), address
        assert f'value="{TOO_LONG}"' in page
        assert "<h1>Decided meanwhile" not in page
        assert "Decided meanwhile</title>" not in page
    thread.refresh_from_db()
    assert (thread.state, reasons()) == ("open", [])


def test_keeps_of_odd_signs_what_is_read(max_: Client, thread: Thread):
    comment = make_comment(thread)
    recount(thread)
    values = {"act": "remove", "words": ODD, **OF_THE_LIST}
    for _twice in range(2):
        max_.post(f"{LIST}{comment.pk}/", values)
    max_.post(f"{LIST}{comment.pk}/", {**values, "act": "close-thread", "sure": "yes"})
    assert reasons() == [("remove", "rule 4 and 5"), ("close-thread", "rule 4 and 5")]


@pytest.mark.parametrize(
    "back", ["state=nonsense", f"state=all&near={9**20}", "near=x", "state=all&q=%00", "q=\x00"]
)
def test_a_tampered_place_to_return_to_hides_no_answer(max_: Client, thread: Thread, back: str):
    comment = make_comment(thread, state="held")
    for address in (f"{comment.pk}/", f"{comment.pk}/writer/", "several/"):
        values = {"act": "remove", "words": "", "comment": comment.pk, "back": back}
        if "writer" in address:
            Comment.objects.update(mail="bob@ledger.example")
            values["act"] = "suspend"
        answer = max_.post(LIST + address, values)
        assert (answer.status_code, "Enter the reason" in answer.content.decode()) == (422, True)
    done = {"act": "remove", "words": "rule 4", "back": back, "next": "x" * 30}
    assert max_.post(f"{LIST}{comment.pk}/", done, follow=True).status_code == 200
