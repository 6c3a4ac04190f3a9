"""A guest's address is proven by a letter; an account's proven address claims what guests wrote."""

import re
from datetime import UTC, datetime

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from lxml import html

from standfirst.accounts.models import User
from standfirst.discussion.letters import proof_letter
from standfirst.discussion.models import Comment, DiscussionSettings, Thread
from standfirst.discussion.services import claim_comments
from standfirst.discussion.tasks import send_proof_letter
from standfirst.discussion.testing import make_comment, make_thread
from standfirst.lib.testing import mail_server
from standfirst.outbox.models import Event
from standfirst.publishing.models import ArticlePage
from standfirst.publishing.testing import make_article
from standfirst.reactions.services import run_due

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 1, 20, 12, 0, tzinfo=UTC)
OWN = {"HTTP_ORIGIN": "http://testserver"}


@pytest.fixture
def article() -> ArticlePage:
    article = make_article()
    DiscussionSettings.objects.create(site=article.get_site(), mail_confirmed=True)
    return article


def send(client: Client, article: ArticlePage, **values: object):
    values = {"words": "Who signed it?", "mail": "alice@example.org", **values}
    return client.post(f"/discussion/article-{article.pk}/comments/", values, **OWN)


def work() -> None:
    """What the worker does, until nothing is due."""
    while run_due(at=timezone.now()):
        pass
    for waiting in proofs():
        send_proof_letter.func(*waiting.args_kwargs["args"])
        waiting.delete()


def proofs() -> QuerySet[DBTaskResult]:
    """Letters that the worker has still to send."""
    return DBTaskResult.objects.filter(task_path=send_proof_letter.module_path)


def place_in_letter() -> str:
    work()
    return re.search(r"https?://[^/]+(/discussion/prove/\S+)", mail.outbox[-1].body)[1]


def test_shows_a_comment_once_its_address_is_proven(client: Client, article: ArticlePage):
    send(client, article)
    assert Comment.objects.get().held_for == "mail"
    assert "open the link in the email" in client.get(article.url).content.decode()
    place = place_in_letter()
    assert mail.outbox[-1].to == ["alice@example.org"]
    elsewhere = Client()
    assert "Yes, show my comment" in elsewhere.get(place).content.decode()
    assert Comment.objects.get().state == "held"
    assert elsewhere.post(place, **OWN).status_code == 303
    assert Comment.objects.get().is_approved
    assert Thread.objects.get().comment_count == 1
    assert list(Event.objects.order_by("pk").values_list("name", flat=True)) == [
        "comment-unproven",
        "comment-shown",
    ]


def test_asks_a_browser_once_for_an_address(client: Client, article: ArticlePage):
    send(client, article)
    client.post(place_in_letter(), **OWN)
    send(client, article, words="And when?")
    assert Comment.objects.last().is_approved
    send(client, article, words="And why?", mail="bob@example.org")
    assert Comment.objects.last().held_for == "mail"


def test_still_waits_for_a_moderator_where_all_are_read(client: Client, article: ArticlePage):
    DiscussionSettings.objects.update(hold="everybody")
    send(client, article)
    answer = client.post(place_in_letter(), **OWN)
    assert "A person reads it" in answer.content.decode()
    assert Comment.objects.get().held_for == "everybody"


def test_undoes_no_decision_of_the_desk(client: Client, article: ArticlePage):
    send(client, article)
    place = place_in_letter()
    Comment.objects.update(state="removed")
    assert "is no longer waiting" in client.post(place, **OWN).content.decode()
    assert Comment.objects.get().state == "removed"


def test_believes_no_link_that_was_not_sent(client: Client, article: ArticlePage):
    send(client, article)
    place = place_in_letter()
    for wrong in (place[:-3] + "xx/", "/discussion/prove/x/", "/discussion/prove/1:2:3/"):
        assert client.post(wrong, **OWN).status_code == 404
    Comment.objects.update(mail="bob@example.org")
    assert client.get(place).status_code == 404


def test_fills_nobodys_letter_box(client: Client, article: ArticlePage):
    for number in range(7):
        send(Client(REMOTE_ADDR=f"192.0.2.{number}"), article, words=f"Number {number}")
    work()
    assert len(mail.outbox) == 5
    assert Event.objects.filter(name="comment-held").count() == 2  # a moderator decides


def test_asks_guests_for_an_address(client: Client, article: ArticlePage):
    assert send(client, article, mail="").status_code == 422


def test_leaves_it_to_the_desk_where_no_letter_can_go(
    client: Client, article: ArticlePage, settings: object
):
    settings.CAN_MAIL = False
    send(client, article)
    assert [event.name for event in Event.objects.all()] == ["comment-held"]


def test_sends_text_and_html(client: Client, article: ArticlePage):
    send(client, article)
    with mail_server() as server:
        work()
    (letter,) = server.to("alice@example.org")
    assert letter["Subject"] == "Is this your comment?"
    assert letter.get_body(("html",)) is not None


def test_is_tried_again_when_the_mail_server_is_away(article: ArticlePage):
    comment = make_comment(make_thread(article), mail="a@b.example", state="held", held_for="mail")
    with mail_server() as server:
        server.refuses[""] = "451 Later, please"
        send_proof_letter.func(comment.pk)
        later = proofs().get()
        assert (later.args_kwargs["args"], later.run_after > timezone.now()) == (
            [comment.pk, 1],
            True,
        )
        server.refuses[""] = "550 5.1.1 Nobody here"
        send_proof_letter.func(comment.pk)
    assert proofs().count() == 1


def test_says_the_comment_in_the_letter(article: ArticlePage):
    comment = make_comment(make_thread(article), "<b>Who</b>?", mail="a@b.example")
    letter = proof_letter(comment)
    assert "<b>Who</b>?" in letter.text
    assert "&lt;b&gt;Who&lt;/b&gt;?" in letter.html


# --- Claiming ------------------------------------------------------------------------------


@pytest.fixture
def alice() -> User:
    user = User.objects.create_user("alice@example.org")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def test_claims_what_was_written_with_a_proven_address(article: ArticlePage, alice: User):
    thread = make_thread(article)
    mine = make_comment(thread, mail="Alice@Example.org", name="A.")
    make_comment(thread, mail="bob@example.org")
    make_comment(thread, mail="")
    assert claim_comments(user=alice, at=NOON) == 1
    mine.refresh_from_db()
    assert (mine.user, mine.name) == (alice, "A.")
    assert claim_comments(user=alice, at=NOON) == 0
    assert Event.objects.get().data == {"comments": 1}


def test_claims_nothing_by_an_address_that_nobody_proved(article: ArticlePage, alice: User):
    EmailAddress.objects.update(verified=False)
    make_comment(make_thread(article), mail="alice@example.org")
    assert claim_comments(user=alice, at=NOON) == 0


def test_takes_nobodys_comments_away(article: ArticlePage, alice: User, admin_user: User):
    make_comment(make_thread(article), mail="alice@example.org", user=admin_user)
    assert claim_comments(user=alice, at=NOON) == 0


def test_claims_by_a_button(client: Client, article: ArticlePage, alice: User):
    make_comment(make_thread(article), mail="alice@example.org")
    assert client.post("/discussion/claim/", **OWN).url.startswith("/account/sign-in/")
    client.force_login(alice)
    answer = client.post("/discussion/claim/", **OWN)
    assert (answer.status_code, answer.url) == (303, "/account/comments/")
    assert Comment.objects.get().user == alice


def test_offers_the_claim_where_readers_find_their_own(
    client: Client, article: ArticlePage, alice: User
):
    make_comment(make_thread(article), mail="alice@example.org")
    client.force_login(alice)
    page = html.fromstring(client.get("/account/comments/").content)
    (form,) = page.xpath("//form[@action='/discussion/claim/']")
    assert "1 comment was written as a guest with your address." in form.text_content()
    client.post(form.get("action"), **OWN)
    after = html.fromstring(client.get("/account/comments/").content)
    assert after.xpath("//form[@action='/discussion/claim/']") == []
    assert "1 comment is yours now." in after.text_content()
