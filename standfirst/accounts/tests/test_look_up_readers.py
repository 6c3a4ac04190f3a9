"""An editor looks a reader up, grants expertise, suspends; others may not."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils import timezone
from lxml import html

from standfirst.accounts.models import User
from standfirst.accounts.roles import EDITOR, MODERATOR, REPORTER
from standfirst.accounts.services import readmit, suspend
from standfirst.accounts.testing import make_user

pytestmark = pytest.mark.django_db
LIST = "/admin/readers/"


@pytest.fixture
def alice() -> User:
    return make_user("alice")


@pytest.fixture
def vera(client: Client) -> Client:
    client.force_login(make_user("vera", EDITOR))
    return client


def act(client: Client, reader: User, name: str, words: str = ""):
    return client.post(f"{LIST}{reader.pk}/", {"act": name, "words": words}, follow=True)


def test_finds_by_name_and_mail(vera: Client, alice: User):
    assert b"alice@ledger.example" in vera.get(LIST, {"q": "lice exam"[:4]}).content
    assert b"alice@ledger.example" not in vera.get(LIST, {"q": "nobody"}).content


def test_lists_first_those_of_whom_something_is_said(vera: Client, alice: User):
    assert b"alice@ledger.example" not in vera.get(LIST).content
    act(vera, alice, "grant", "Pier 4 resident")
    assert b"Pier 4 resident" in vera.get(LIST).content


def test_grants_withdraws_suspends_and_readmits_and_shows_who_did(vera: Client, alice: User):
    for name, words in (("grant", "Pier 4 resident"), ("withdraw", ""), ("suspend", "Three warnings"), ("readmit", "")):  # fmt: skip
        page = act(vera, alice, name, words).content.decode()
    alice.refresh_from_db()
    assert (alice.expertise, alice.is_suspended) == ("", False)
    assert page.count("Vera Example") >= 4
    assert "Suspended: Three warnings" in page


def test_says_since_when_by_whom_and_why_a_reader_is_suspended(vera: Client, alice: User):
    address = f"{LIST}{alice.pk}/"
    victor, at = make_user("victor"), datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
    suspend(reader=alice, reason="Three warnings", by=victor, at=at)
    (form,) = html.fromstring(vera.get(address).content).xpath(
        "//form[.//button[@value='readmit']]"
    )
    words = " ".join(form.text_content().split())
    assert "Suspended on Mar 4, 2026" in words
    assert "by Victor Example. The reason: Three warnings Readmit" in words
    readmit(reader=alice, by=victor, at=at)
    assert "Suspended on" not in vera.get(address).content.decode()


def test_a_row_of_readers_says_on_a_phone_what_each_line_is(vera: Client, alice: User):
    act(vera, alice, "grant", "Pier 4 resident")
    (row,) = html.fromstring(vera.get(LIST).content).xpath(
        "//*[contains(@class, 'rows-on-phone')]//tbody/tr"
    )
    labels = [cell.get("data-label") for cell in row.xpath("./td")]
    assert labels == [None, "Email address", "Expertise", "Standing"]


def test_tells_what_a_colleague_changed_meanwhile_and_keeps_the_words(vera: Client, alice: User):
    address = f"{LIST}{alice.pk}/"
    opened_on = vera.get(address).context["opened_on"]
    suspend(reader=alice, reason="Three warnings", by=make_user("victor"), at=timezone.now())
    values = {"act": "grant", "words": "Pier 4 resident", "opened_on": opened_on}
    answer = vera.post(address, values)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Victor Example changed something here" in page
    assert "Suspended: Three warnings" in page
    assert 'value="Pier 4 resident"' in page
    vera.post(address, {**values, "opened_on": answer.context["opened_on"]})
    alice.refresh_from_db()
    assert (alice.expertise, alice.is_suspended) == ("Pier 4 resident", True)


def test_says_why_it_refuses(vera: Client, alice: User):
    assert b"Write what this reader knows" in act(vera, alice, "grant").content
    assert b"They work here" in act(vera, make_user("max", MODERATOR), "suspend").content


def test_knows_no_other_act(vera: Client, alice: User):
    assert act(vera, alice, "promote").status_code == 404


@pytest.mark.parametrize("role", [[], [REPORTER]])
def test_others_may_not(client: Client, alice: User, role: list[str]):
    client.force_login(make_user("charlie", *role))
    assert client.get(LIST).status_code in {302, 403}
    act(client, alice, "grant", "Mayor")
    alice.refresh_from_db()
    assert alice.expertise == ""


def test_asks_strangers_to_sign_in(client: Client, alice: User):
    assert client.get(LIST).headers["Location"] == f"/account/sign-in/?next={LIST}"


def test_the_list_takes_as_many_queries_for_many(
    vera: Client, django_assert_max_num_queries: Callable[..., object]
):
    for number in range(8):
        make_user(f"reader{number}")
    vera.get(LIST, {"q": "reader"})
    with django_assert_max_num_queries(20):
        vera.get(LIST, {"q": "reader"})
