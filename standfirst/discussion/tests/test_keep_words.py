"""What was typed is there again: seen before it is sent, after a sign-in, in a form for somebody else."""

import pytest
from django.core.cache import cache
from django.test import Client
from lxml import html

from standfirst.accounts.models import User
from standfirst.discussion.models import Comment, DiscussionSettings
from standfirst.discussion.services import previewing
from standfirst.discussion.testing import make_comment, make_thread
from standfirst.publishing.models import ArticlePage
from standfirst.publishing.testing import make_article

pytestmark = pytest.mark.django_db
OWN = {"HTTP_ORIGIN": "http://testserver"}
LONG = "Who signed it, and when?\n\n" * 100


@pytest.fixture(autouse=True)
def _nobody_was_quick() -> None:
    cache.clear()


@pytest.fixture
def article() -> ArticlePage:
    return make_article()


@pytest.fixture
def alice() -> User:
    return User.objects.create_user("alice@example.org", display_name="Alice Adler")


def rules(article: ArticlePage, **values: object) -> None:
    DiscussionSettings.objects.update_or_create(site=article.get_site(), defaults=values)


def send(client: Client, article: ArticlePage, **values: object):
    address = f"/discussion/article-{article.pk}/comments/"
    return client.post(address, {"words": LONG, **values}, **OWN)


def typed_in(answer: object) -> str:
    return html.fromstring(answer.content).xpath("//textarea[@name='words']")[0].text.strip()


def alert_in(answer: object) -> str:
    return html.fromstring(answer.content).xpath("//p[@role='alert'][@class='error']")[0].text


def test_shows_words_before_they_are_sent(client: Client, article: ArticlePage):
    parent = make_comment(make_thread(article), name="Bob")
    address = f"/discussion/preview/?thread=article-{article.pk}"
    values = {"words": "*So* @bob https://a.example", "name": "Alice", "parent": parent.pk}
    page = html.fromstring(client.post(address, values, **OWN).content)
    (seen,) = page.xpath("//section[@class='preview']/div")
    posted = send(client, article, **values)
    assert posted.status_code == 303
    written = Comment.objects.get(parent=parent)
    assert html.tostring(seen[0]) == html.tostring(html.fromstring(written.html))
    assert page.xpath("//input[@name='name']/@value") == ["Alice"]
    assert page.xpath("//input[@name='parent']/@value") == [str(parent.pk)]


def test_hands_scripts_the_words_alone(client: Client, article: ArticlePage):
    address = f"/discussion/preview/?thread=article-{article.pk}"
    answer = client.post(address, {"words": "*So* <script>"}, HTTP_X_PART="1", **OWN)
    assert answer.content.decode().strip() == (
        '<div class="words" dir="auto"><p><em>So</em> &lt;script&gt;</p></div>'
    )


def test_says_what_is_wrong_before_it_is_sent(client: Client, article: ArticlePage):
    address = f"/discussion/preview/?thread=article-{article.pk}"
    answer = client.post(address, {"words": "a" * 6000}, **OWN)
    assert answer.status_code == 422
    assert typed_in(answer) == "a" * 6000


def test_slows_down_who_asks_for_previews_without_end(
    client: Client, article: ArticlePage, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(previewing, "MOST_IN_A_MINUTE", 2)
    address = f"/discussion/preview/?thread=article-{article.pk}"
    answers = [client.post(address, {"words": "So"}, **OWN) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert typed_in(answers[2]) == "So"


def test_previews_nothing_in_the_form_for_somebody_elses_comment(
    client: Client, article: ArticlePage, monkeypatch: pytest.MonkeyPatch
):
    comment = make_comment(make_thread(article))
    monkeypatch.setattr("standfirst.lib.html._rendered", pytest.fail)
    values = {"words": LONG, "preview": "yes"}
    answer = client.post(f"/discussion/comments/{comment.pk}/edit/", values, **OWN)
    assert answer.status_code == 422
    assert typed_in(answer) == LONG.strip()


def test_counts_previews_of_all_forms_together(
    client: Client, article: ArticlePage, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(previewing, "MOST_IN_A_MINUTE", 1)
    send(client, article, words="So")
    edit = f"/discussion/comments/{Comment.objects.get().pk}/edit/"
    preview = f"/discussion/preview/?thread=article-{article.pk}"
    assert client.post(preview, {"words": "So"}, **OWN).status_code == 200
    answer = client.post(edit, {"words": "So?", "preview": "yes"}, **OWN)
    assert "You have asked for very many previews." in answer.content.decode()


@pytest.mark.parametrize("values", [{"is_open": False}, {"guests_may_write": False}])
def test_previews_nothing_that_could_not_be_posted(
    client: Client, article: ArticlePage, monkeypatch: pytest.MonkeyPatch, values: dict
):
    rules(article, **values)
    monkeypatch.setattr("standfirst.lib.html._rendered", pytest.fail)
    address = f"/discussion/preview/?thread=article-{article.pk}"
    assert client.post(address, {"words": "So"}, **OWN).status_code == 422


def test_brings_the_words_back_after_the_sign_in(client: Client, article: ArticlePage, alice: User):
    place = f"/discussion/article-{article.pk}/write/"
    to = client.post(f"/discussion/sign-in/?next={place}", {"words": LONG, "name": "A"}, **OWN)
    assert to.status_code == 303
    assert to.url.endswith(f"next={place}")
    client.force_login(alice)
    form = client.get(place)
    assert typed_in(form) == LONG.strip()
    page = html.fromstring(form.content)
    (writer,) = page.xpath("//input[@name='writer']/@value")
    assert "You write as Alice Adler." in page.text_content()
    assert send(client, article, writer=writer).status_code == 303
    assert Comment.objects.get().user == alice
    assert typed_in(client.get(place)) == ""


def test_brings_words_back_to_the_form_they_were_typed_into(client: Client, article: ArticlePage):
    parent = make_comment(make_thread(article))
    reply = f"/discussion/comments/{parent.pk}/reply/"
    client.post(f"/discussion/sign-in/?next={reply}", {"words": LONG}, **OWN)
    assert typed_in(client.get(reply)) == LONG.strip()
    assert typed_in(client.get(f"/discussion/article-{article.pk}/write/")) == ""


@pytest.mark.parametrize(
    "place", ["//elsewhere.example/", "https://x.example/discussion/", "", "/"]
)
def test_leads_to_forms_of_the_discussion_only(client: Client, place: str):
    assert client.post(f"/discussion/sign-in/?next={place}", **OWN).status_code == 404


def test_gives_back_at_once_what_is_too_long_to_be_kept(client: Client, article: ArticlePage):
    place = f"/discussion/article-{article.pk}/write/"
    answer = client.post(f"/discussion/sign-in/?next={place}", {"words": "a" * 400_000}, **OWN)
    assert answer.status_code == 422
    text = html.fromstring(answer.content).xpath("//textarea")[0].text
    assert text.strip() == "a" * 400_000


def test_posts_nothing_as_a_guest_for_who_was_signed_in(
    client: Client, article: ArticlePage, alice: User
):
    answer = send(client, article, writer=alice.pk)
    assert answer.status_code == 422
    assert "no longer signed in" in alert_in(answer)
    assert typed_in(answer) == LONG.strip()
    assert send(client, article).status_code == 303  # from the form that was answered


def test_puts_no_name_to_what_was_typed_as_a_guest(
    client: Client, article: ArticlePage, alice: User
):
    client.force_login(alice)
    answer = send(client, article, name="Nobody")
    assert answer.status_code == 422
    assert "would write as Alice Adler" in alert_in(answer)
    assert Comment.objects.count() == 0


def test_invites_to_sign_in_where_guests_may_not_write(client: Client, article: ArticlePage):
    rules(article, guests_may_write=False)
    page = html.fromstring(client.get(article.url).content)
    assert page.xpath("//form[@id='write']//button")[0].text == "Sign in to comment"
    assert page.xpath("//textarea") == []
    answer = send(client, article)
    assert (answer.status_code, typed_in(answer)) == (422, LONG.strip())
    assert "sign in" in alert_in(answer)


def test_quotes_what_it_answers(client: Client, article: ArticlePage):
    parent = make_comment(make_thread(article), "One.\n\n> Two.\nThree")
    form = client.get(f"/discussion/comments/{parent.pk}/reply/?quote")
    assert typed_in(form) == "> One.\n>\n> > Two.\n> Three"


def test_knows_a_guest_by_name_again(client: Client, article: ArticlePage):
    send(client, article, name="Bob", mail="bob@example.org")
    page = html.fromstring(client.get(article.url).content)
    assert page.xpath("//input[@name='name']/@value") == ["Bob"]
    assert page.xpath("//input[@name='mail']/@value") == ["bob@example.org"]
    assert html.fromstring(Client().get(article.url).content).xpath(
        "//input[@name='name']/@value"
    ) == [""]


def test_tells_the_browser_that_it_was_sent(client: Client, article: ArticlePage):
    parent = make_comment(make_thread(article))
    assert send(client, article).cookies["standfirst_sent"].value == f"article-{article.pk}"
    sent = send(client, article, parent=parent.pk).cookies["standfirst_sent"]
    assert (sent.value, sent["max-age"]) == (f"article-{article.pk}.{parent.pk}", 60)
    assert "standfirst_sent" not in send(client, article, words="").cookies
