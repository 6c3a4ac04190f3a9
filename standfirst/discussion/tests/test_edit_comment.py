"""Writers change their own words for a while; what they said before stays open."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from lxml import html

from standfirst.accounts.models import User
from standfirst.discussion.guests import guest_key_of, signed
from standfirst.discussion.models import Comment, DiscussionSettings, Thread
from standfirst.discussion.services import (
    PostRefused,
    Writer,
    edit_comment,
    recount,
    remove,
    telling,
)
from standfirst.discussion.testing import make_comment, make_thread
from standfirst.outbox.models import Event
from standfirst.publishing.testing import make_article

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 1, 20, 12, 0, tzinfo=UTC)
OWN = {"HTTP_ORIGIN": "http://testserver"}
ALICE = Writer(guest_key=guest_key_of("alice"))
Edit = Callable[..., Comment]


@pytest.fixture
def thread() -> Thread:
    return make_thread(make_article())


@pytest.fixture
def mine(thread: Thread) -> Comment:
    """Alice's comment, written as a guest at noon."""
    comment = make_comment(
        thread, "The wall is 9 metres deep.", guest_key=ALICE.guest_key, created_at=NOON
    )
    recount(thread)
    return comment


@pytest.fixture
def edit(mine: Comment) -> Edit:
    def edit(
        words: str = "The wall is 8 metres deep.", *, writer: Writer = ALICE, **values: object
    ) -> Comment:
        at = values.pop("at", NOON + timedelta(minutes=5))
        return edit_comment(
            comment=mine, words=words, writer=writer, rules=DiscussionSettings(**values), at=at
        )

    return edit


def refusal(edit: Edit, *args: object, **values: object) -> str:
    with pytest.raises(PostRefused) as refused:
        edit(*args, **values)
    assert str(refused.value)
    return refused.value.code


def test_keeps_what_it_said_before(edit: Edit):
    comment = edit("The wall is **8** metres deep.")
    assert comment.html == "<p>The wall is <strong>8</strong> metres deep.</p>"
    assert comment.edited_at == NOON + timedelta(minutes=5)
    before = comment.revisions.get()
    assert (before.words, before.written_at) == ("The wall is 9 metres deep.", NOON)
    assert Event.objects.get().name == "comment-edited"


def test_tells_open_pages(edit: Edit, thread: Thread, monkeypatch: pytest.MonkeyPatch):
    told: list[str] = []
    monkeypatch.setattr(telling, "changed", lambda *keys: told.extend(keys))
    edited = edit()
    assert told == [f"thread:{thread.key}", f"branch:{edited.branch_number}"]


def test_makes_one_revision_of_a_double_click(edit: Edit):
    edit()
    assert edit().revisions.count() == 1


def test_refuses_once_the_minutes_are_over(edit: Edit):
    assert refusal(edit, at=NOON + timedelta(minutes=15)) == "too-late"
    assert refusal(edit, edit_minutes=0) == "too-late"


def test_is_not_stopped_by_a_clock_that_jumped_back(edit: Edit):
    assert edit(at=NOON - timedelta(days=1)).edited_at


def test_refuses_everybody_else(edit: Edit, admin_user: User):
    for writer in (Writer(), Writer(guest_key="bob"), Writer(user=admin_user)):
        assert refusal(edit, writer=writer) == "not-theirs"


def test_changes_nothing_where_only_what_is_never_kept_was_added(edit: Edit, mine: Comment):
    assert edit(f"{mine.words}\u202e").edited_at is None


def test_asks_of_the_words_what_posting_asks(edit: Edit):
    assert refusal(edit, " ") == "words-empty"
    assert refusal(edit, "a" * 400_000) == "words-too-long"


def test_refuses_in_a_closed_discussion(edit: Edit, mine: Comment):
    Thread.objects.update(state="closed")
    assert refusal(edit) == "thread-closed"


def test_refuses_what_was_taken_down(edit: Edit, mine: Comment):
    remove(comment=mine, by=None, at=NOON)
    assert refusal(edit) == "comment-taken-down"


def test_counts_for_the_limit(edit: Edit):
    edit("One.", most_in_ten_minutes=2)
    edit("Two.", most_in_ten_minutes=2)
    assert refusal(edit, "Three.", most_in_ten_minutes=2) == "too-many-posts"


def test_takes_off_the_page_what_must_be_read_first(edit: Edit, thread: Thread):
    comment = edit(hold="everybody")
    thread.refresh_from_db()
    assert (comment.state, comment.has_place, thread.comment_count) == ("held", False, 0)
    names = set(Event.objects.values_list("name", flat=True))
    assert names == {"comment-removed", "comment-held"}


def test_publishes_no_words_that_nobody_saw(edit: Edit, mine: Comment):
    Comment.objects.update(state="held")
    assert edit().revisions.count() == 0
    assert mine.edited_at is None


# --- The pages -----------------------------------------------------------------------------


@pytest.fixture
def alice(client: Client) -> Client:
    client.cookies["standfirst_guest"] = signed("alice")
    return client


@pytest.fixture
def fresh(mine: Comment) -> Comment:
    """The same, written just now."""
    Comment.objects.update(created_at=timezone.now())
    return mine


def test_leads_from_the_comment_through_the_form_to_its_history(alice: Client, fresh: Comment):
    place = f"/discussion/comments/{fresh.pk}/"
    shown = html.fromstring(alice.get(fresh.thread.article.url).content)
    assert f"{place}edit/" in shown.xpath("//article//a/@href")
    form = html.fromstring(alice.get(f"{place}edit/").content)
    assert form.xpath("//textarea")[0].text.strip() == "The wall is 9 metres deep."
    saved = alice.post(f"{place}edit/", {"words": "It is <b>8</b> metres deep."}, **OWN)
    assert (saved.status_code, saved.url) == (303, place)
    history = html.fromstring(Client().get(f"{place}history/").content)
    assert history.xpath("//ins")[-1].text == "<b>8</b>"
    assert history.xpath("//del")[-1].text == "9"
    shown = html.fromstring(Client().get(fresh.thread.article.url).content)
    assert shown.xpath(f"//a[@href='{place}history/']/text()") == ["edited"]


def test_shows_no_stranger_the_way_to_edit(client: Client, fresh: Comment):
    place = f"/discussion/comments/{fresh.pk}/edit/"
    assert place not in client.get(fresh.thread.article.url).content.decode()
    assert client.get(place).status_code == 404


def test_keeps_the_words_of_a_session_that_ended(client: Client, fresh: Comment):
    typed = "A long and careful answer. " * 50
    place = f"/discussion/comments/{fresh.pk}/edit/"
    answer = client.post(place, {"words": typed}, **OWN)
    page = html.fromstring(answer.content)
    assert answer.status_code == 422
    assert page.xpath("//textarea")[0].text.strip() == typed.strip()
    assert "Sign in again" in page.xpath("//*[@role='alert']")[-1].text_content()


def test_keeps_the_words_when_the_comment_was_taken_down_meanwhile(alice: Client, fresh: Comment):
    remove(comment=fresh, by=None, at=NOON)
    answer = alice.post(f"/discussion/comments/{fresh.pk}/edit/", {"words": "Better now."}, **OWN)
    assert answer.status_code == 422
    assert html.fromstring(answer.content).xpath("//textarea")[0].text.strip() == "Better now."


def test_shows_an_edit_before_it_is_saved(alice: Client, fresh: Comment):
    place = f"/discussion/comments/{fresh.pk}/edit/"
    answer = alice.post(place, {"words": "Now *this*", "preview": "yes"}, **OWN)
    assert "<em>this</em>" in answer.content.decode()
    fresh.refresh_from_db()
    assert fresh.edited_at is None


def test_hides_the_history_of_what_is_gone(alice: Client, edit: Edit, mine: Comment):
    edit()
    make_comment(mine.thread, parent=mine)
    recount(mine.thread)
    remove(comment=mine, by=None, at=NOON)
    assert Client().get(f"/discussion/comments/{mine.pk}/history/").status_code == 404


def test_refuses_forms_of_other_sites(alice: Client, fresh: Comment):
    elsewhere = {"HTTP_ORIGIN": "https://elsewhere.example"}
    for act in ("edit", "delete"):
        place = f"/discussion/comments/{fresh.pk}/{act}/"
        assert alice.post(place, {"words": "x", "sure": "yes"}, **elsewhere).status_code == 403
