import re

import pytest
from django.core import mail
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from standfirst.accounts.testing import make_user, prove
from standfirst.discussion.models import Thread
from standfirst.discussion.testing import make_comment
from standfirst.lib.testing import MailServer
from standfirst.notifications.links import (
    confirm_address,
    follower_number,
    manage_path,
    stop_address,
)
from standfirst.notifications.models import Follow, Follower, Frequency, Kind, Mailing
from standfirst.notifications.services import note_comment, send_due
from standfirst.notifications.testing import NOW, make_follow, make_follower, shown
from standfirst.publishing.testing import make_author, make_section

pytestmark = pytest.mark.django_db
ALICE = "alice@ledger.example"
OURS = {"headers": {"Sec-Fetch-Site": "same-origin"}}


def ask(client: Client, **typed: str):
    return client.post("/follows/ask/", {"kind": "thread", "mail": ALICE, **typed}, **OURS)


def test_the_box_offers_both_and_asks_for_a_mail_address(client: Client, thread: Thread):
    page = client.get(thread.article.url).content.decode()
    box = page[page.index('class="follow"') :]
    assert 'value="thread" checked' in box
    assert 'value="replies"' in box
    assert 'name="mail"' in box
    assert f"/discussion/{thread.key}/feed.atom" in box


def test_the_two_links_in_a_readers_box_are_told_apart():
    about = {"is_reader": True, "can_mail": True, "feed": "/feed.atom"}
    box = render_to_string("notifications/box.html", about)
    assert "Everything you follow</a> · <a" in box


def test_the_box_is_the_same_bytes_for_all_strangers(thread: Thread):
    key = re.compile(rb'name="key" value="[^"]+"')
    pages = {key.sub(b"", Client().get(thread.article.url).content) for _ in range(2)}
    assert len(pages) == 1


def test_where_no_letter_can_go_out_only_the_feed_is_offered(
    client: Client, thread: Thread, settings: object
):
    settings.CAN_MAIL = False  # type: ignore[attr-defined]
    page = client.get(thread.article.url).content.decode()
    assert "/follows/" not in page
    assert "An Atom feed, for a feed reader." in page
    assert client.get("/follows/ask/").status_code == 404


def test_asking_leads_to_the_same_words_for_everybody(client: Client, thread: Thread):
    make_follow(ALICE, Kind.THREAD, thread.key)
    known = ask(client, target=thread.key)
    new = ask(client, target=thread.key, mail="new@ledger.example")
    assert (known.status_code, known.url) == (new.status_code, new.url) == (303, "/follows/asked/")
    assert "Check your email" in client.get(new.url).content.decode()
    assert mail.outbox == []


def test_a_refused_form_keeps_what_was_typed_and_says_what_to_do(client: Client, thread: Thread):
    answer = ask(client, target=thread.key, mail="alice at home", frequency="daily")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Please write the email address like name@example.org." in page
    assert 'value="alice at home"' in page
    assert 'value="daily" checked' in page


def test_a_form_of_another_site_is_refused(client: Client, thread: Thread):
    typed = {"kind": "thread", "target": thread.key, "mail": ALICE}
    answer = client.post("/follows/ask/", typed, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert not Follower.objects.exists()


@pytest.mark.parametrize(
    "typed",
    [
        {"kind": "moon"},
        {"kind": "section", "target": "x"},
        {"target": "article-99999"},
        {"target": "\x00"},
    ],
)
def test_what_is_not_there_is_not_found(client: Client, typed: dict[str, str]):
    assert ask(client, **typed).status_code in {404, 422}
    assert not Follower.objects.exists()


def test_opening_the_link_confirms_nothing_the_button_does(client: Client, thread: Thread):
    row = make_follow(ALICE, Kind.THREAD, thread.key, confirmed_at=None)
    address = confirm_address(row)
    page = client.get(address)
    assert "Yes, email me" in page.content.decode()
    assert not Follow.objects.standing().exists()
    answer = client.post(address)
    assert (answer.status_code, answer.url) == (303, f"{manage_path(row.follower)}#follow-{row.pk}")
    assert Follow.objects.standing().exists()


@pytest.mark.parametrize("name", ["confirm", "stop", "manage"])
@pytest.mark.parametrize("token", ["1", "1:forged", "1:1xyz:forged", "x" * 500])
def test_a_forged_link_opens_nothing(client: Client, name: str, token: str):
    make_follow(ALICE, Kind.REPLIES)
    for answer in (client.get, client.post):
        page = answer(reverse(f"notifications:{name}", args=[token]))
        assert page.status_code == 404
        assert "no longer works" in page.content.decode()


def test_a_link_of_one_sort_is_no_link_of_another(client: Client, thread: Thread):
    row = make_follow(ALICE, Kind.THREAD, thread.key)
    token = manage_path(row.follower).split("/")[2]
    assert client.post(reverse("notifications:stop", args=[token])).status_code == 404
    assert Follow.objects.standing().exists()


def test_pages_of_a_letter_are_kept_by_no_cache_and_told_to_no_site(client: Client):
    answer = client.get(manage_path(make_follower(ALICE)))
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Robots-Tag"] == "noindex"


def test_one_click_ends_it_from_a_mail_provider_without_cookie_or_redirect(
    thread: Thread, server: MailServer
):
    make_follow(ALICE, Kind.THREAD, thread.key)
    note_comment(shown(make_comment(thread)), at=NOW)
    send_due(at=NOW)
    address = str(server.letters[0]["List-Unsubscribe"]).strip(" <>")
    provider = Client(enforce_csrf_checks=True)
    answer = provider.post(
        address, {"List-Unsubscribe": "One-Click"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 200
    assert not Follow.objects.standing().exists()


def test_opening_the_way_out_ends_nothing(client: Client, thread: Thread):
    row = make_follow(ALICE, Kind.THREAD, thread.key)
    page = client.get(stop_address([row.pk])).content.decode()
    assert "Stop these emails?" in page
    assert "Sea wall bill jumps" in page
    assert Follow.objects.standing().exists()


def test_the_page_of_a_letter_lists_all_and_changes_each(client: Client, thread: Thread):
    row = make_follow(ALICE, Kind.THREAD, thread.key)
    make_follow(ALICE, Kind.REPLIES)
    address = manage_path(row.follower)
    page = client.get(address).content.decode()
    assert "Sea wall bill jumps" in page
    assert "Wherever I have commented" in page
    changed = {"act": "frequency", "follow": str(row.pk), "frequency": "daily"}
    assert client.post(address, changed).status_code == 303
    row.refresh_from_db()
    assert row.frequency == Frequency.DAILY
    client.post(address, {"act": "end", "follow": str(row.pk)})
    assert [it.kind for it in Follow.objects.standing()] == ["replies"]


def test_all_ends_at_once_and_the_address_can_be_forgotten(client: Client, thread: Thread):
    row = make_follow(ALICE, Kind.THREAD, thread.key)
    make_follow(ALICE, Kind.REPLIES)
    client.post(manage_path(row.follower), {"act": "end-all"})
    assert not Follow.objects.standing().exists()
    answer = client.post(manage_path(row.follower), {"act": "erase"})
    assert "forgotten" in client.get(answer.url).content.decode()
    assert not Follower.objects.exists()
    assert client.get(manage_path(row.follower)).status_code == 404


def test_nobody_changes_what_another_follows(client: Client, thread: Thread):
    theirs = make_follow("bob@ledger.example", Kind.THREAD, thread.key)
    charlie = make_follower("charlie@ledger.example")
    answer = client.post(manage_path(charlie), {"act": "end", "follow": str(theirs.pk)})
    assert answer.status_code == 404
    assert Follow.objects.standing().exists()


def test_an_address_that_came_back_can_be_written_to_again(client: Client):
    alice = make_follower(ALICE)
    alice.suppressed_at, alice.suppressed_for = NOW, Follower.Suppressed.BOUNCED
    alice.save()
    assert "Emails to it bounce" in client.get(manage_path(alice)).content.decode()
    client.post(manage_path(alice), {"act": "resume"})
    alice.refresh_from_db()
    assert alice.suppressed_at is None


def test_a_reader_who_signed_in_follows_at_once_and_sees_it(client: Client, thread: Thread):
    client.force_login(prove(make_user("alice")))
    answer = client.post("/follows/ask/", {"kind": "thread", "target": thread.key}, **OURS)
    row = Follow.objects.get()
    assert (answer.status_code, answer.url) == (303, f"/follows/#follow-{row.pk}")
    assert "Sea wall bill jumps" in client.get("/follows/").content.decode()
    client.post("/follows/", {"act": "end", "follow": str(row.pk)}, **OURS)
    assert not Follow.objects.standing().exists()
    assert not Mailing.objects.exists()


def test_a_stranger_is_asked_to_sign_in_for_their_list(client: Client):
    assert "next=/follows/" in client.get("/follows/").url


def test_a_readers_box_says_what_they_follow(client: Client, thread: Thread):
    alice = make_user("alice")
    make_follow(alice, Kind.THREAD, thread.key)
    client.force_login(alice)
    page = client.get(thread.article.url).content.decode()
    assert "You follow this discussion." in page
    assert 'id="follow-mail"' not in page


@pytest.mark.parametrize("kind", ["section", "author"])
def test_sections_and_authors_lead_to_the_form(client: Client, kind: str):
    page = make_section("Council") if kind == "section" else make_author()
    shown_page = client.get(page.url).content.decode()
    address = f"/follows/ask/?kind={kind}&amp;target={page.pk}"
    assert address in shown_page
    form = client.get(address.replace("&amp;", "&")).content.decode()
    assert page.title in form
    answer = ask(client, kind=kind, target=str(page.pk))
    assert answer.status_code == 303


def test_the_list_takes_as_many_queries_for_twenty_as_for_two(
    client: Client, django_assert_num_queries: object
):
    alice = make_follower(ALICE)
    for number in range(2):
        make_follow(ALICE, Kind.SECTION, str(make_section(f"Section {number}").pk))
    client.get(manage_path(alice))
    with django_assert_num_queries(6):  # type: ignore[operator]
        client.get(manage_path(alice))
    for number in range(2, 20):
        make_follow(ALICE, Kind.SECTION, str(make_section(f"Section {number}").pk))
    with django_assert_num_queries(6):  # type: ignore[operator]
        client.get(manage_path(alice))


def test_a_token_names_a_row_and_no_address():
    alice = make_follower(ALICE)
    token = manage_path(alice).split("/")[2]
    assert follower_number(token) == alice.pk
    assert "alice" not in token
