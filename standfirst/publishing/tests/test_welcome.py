import stat
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings
from wagtail.models import Site

from standfirst.accounts.testing import make_user
from standfirst.publishing.models import HomePage, NewsroomSettings, PlainPage, SectionPage
from standfirst.publishing.testing import make_article
from standfirst.publishing.welcome.code import GUESSES
from standfirst.publishing.welcome.door import door
from standfirst.publishing.welcome.services import welcome_code

pytestmark = pytest.mark.django_db
PASSWORD = "the wall leaks at noon"


@pytest.fixture(autouse=True)
def _nobody_lives_here(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    door.forget()
    cache.clear()


def answers(**changes: object):
    return {
        "name": "The Harbour Ledger",
        "language": "en",
        "time_zone": "Europe/Copenhagen",
        "accent_on_light": "",
        "accent_on_dark": "",
        "first_name": "Vera",
        "last_name": "Holm",
        "email": "vera@ledger.example",
        "password": PASSWORD,
        "password_again": PASSWORD,
        "sections": "Harbour, Council\nSchools",
    } | changes


@pytest.fixture
def owner(client: Client):
    client.get("/welcome/", {"code": welcome_code()})
    return client


@pytest.mark.parametrize("path", ["/", "/harbour/", "/search/", "/support/", "/admin/"])
def test_an_empty_house_leads_there(client: Client, path: str):
    assert client.get(path)["Location"] == "/welcome/"


@pytest.mark.parametrize("path", ["/theme.css", "/static/standfirst/site.css"])
def test_machines_are_not_led_there(client: Client, path: str):
    assert client.get(path).status_code != 302


def test_an_imported_paper_serves_its_readers_at_once(client: Client):
    article = make_article()
    assert client.get(article.url).status_code == 200
    assert client.get("/admin/")["Location"] == "/welcome/"


def test_costs_no_query_once_somebody_lives_here(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
):
    make_user("vera")
    client.get("/theme.css")
    assert not door.is_closed_to_readers()
    with django_assert_num_queries(0):
        assert not door.is_closed_to_readers()
        assert not door.waits_for_somebody()


def test_a_stranger_is_asked_for_the_code(client: Client):
    page = client.get("/welcome/")
    assert page.status_code == 403
    assert "printed an address" in page.content.decode()
    assert client.post("/welcome/", answers()).status_code == 403
    assert not get_user_model().objects.exists()


def test_the_code_leaves_the_address(client: Client):
    page = client.get("/welcome/", {"code": welcome_code()})
    assert (page.status_code, page["Location"]) == (302, "/welcome/")
    assert client.get("/welcome/").status_code == 200


def test_a_wrong_code_does_not_open(client: Client):
    assert client.get("/welcome/", {"code": "guessed"}).status_code == 403
    assert client.get("/welcome/").status_code == 403


def test_nobody_guesses_for_long(client: Client):
    for _ in range(GUESSES.network.most):
        client.get("/welcome/", {"code": "guessed"})
    assert client.get("/welcome/", {"code": welcome_code()}).status_code == 429


def test_whoever_has_one_address_of_a_network_has_them_all(client: Client):
    for number in range(GUESSES.network.most):
        guess = {"code": "guessed"}
        assert (
            client.get("/welcome/", guess, REMOTE_ADDR=f"2001:db8::{number:x}").status_code == 403
        )
    right = {"code": welcome_code()}
    assert client.get("/welcome/", right, REMOTE_ADDR="2001:db8::ffff").status_code == 429
    assert client.get("/welcome/", right, REMOTE_ADDR="2001:db8:0:1::1").status_code == 302


def test_the_code_is_for_its_owners_eyes(settings: Settings):
    assert welcome_code() == welcome_code()
    mode = (settings.DATA_DIR / "welcome_code").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_names_the_paper(owner: Client):
    owner.post("/welcome/", answers(accent_on_light="#7a1f2b"))
    newsroom = NewsroomSettings.for_site(Site.objects.get(is_default_site=True))
    assert (newsroom.name, newsroom.time_zone, newsroom.accent_on_light) == (
        "The Harbour Ledger",
        "Europe/Copenhagen",
        "#7a1f2b",
    )
    assert HomePage.objects.get().title == "The Harbour Ledger"


def test_makes_the_first_editor_who_is_then_inside(owner: Client):
    page = owner.post("/welcome/", answers(), follow=True)
    vera = get_user_model().objects.get()
    assert (vera.email, vera.is_superuser) == ("vera@ledger.example", True)
    assert set(vera.groups.values_list("name", flat=True)) == {"Operator", "Editor"}
    assert page.redirect_chain[-1][0] == reverse("wagtailadmin_home")
    assert "Write your first article" in page.content.decode()


def test_lays_out_sections_and_lists(owner: Client):
    owner.post("/welcome/", answers())
    titles = SectionPage.objects.live().order_by("path").values_list("title", flat=True)
    assert list(titles) == ["Harbour", "Council", "Schools"]
    home = HomePage.objects.get()
    assert {"authors", "topics", "harbour"} <= set(
        home.get_children().values_list("slug", flat=True)
    )
    assert owner.get("/harbour/").status_code == 200


def test_drafts_the_policies_and_names_them_in_the_settings(owner: Client):
    owner.post("/welcome/", answers())
    assert PlainPage.objects.count() == 10
    assert not PlainPage.objects.live().exists()
    newsroom = NewsroomSettings.for_site(Site.objects.get(is_default_site=True))
    assert newsroom.corrections.slug == "corrections-policy"
    assert "how a correction is marked" in newsroom.corrections.body[0].value.source
    assert "corrections-policy" not in owner.get("/").content.decode()


def test_is_gone_afterwards(owner: Client, client: Client, settings: Settings):
    code = welcome_code()
    owner.post("/welcome/", answers())
    assert client.get("/welcome/", {"code": code}).status_code == 404
    assert client.get("/").status_code == 200
    assert not (settings.DATA_DIR / "welcome_code").exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": " "}, "This field is required"),
        ({"time_zone": "Mars/Base"}, "Select a valid choice"),
        ({"accent_on_light": "#ffff00"}, "Choose a darker one"),
        ({"email": "vera"}, "valid email"),
        ({"password": "12345678", "password_again": "12345678"}, "too common"),
        ({"password": "vera@ledger", "password_again": "vera@ledger"}, "too similar"),
        ({"password_again": "other"}, "two passwords do not match"),
        ({"sections": " , "}, "Write at least one section"),
        ({"sections": "News, Support"}, "“Support” cannot be a section’s address"),
        ({"sections": "News, news!"}, "same address as another"),
        ({"sections": ",".join(f"Section {n}" for n in range(30))}, "Begin with 20 at most"),
    ],
)
def test_says_beside_the_field_what_would_do_and_keeps_what_was_typed(
    owner: Client, changes: dict[str, str], words: str
):
    page = owner.post("/welcome/", answers(**changes))
    text = page.content.decode()
    assert page.status_code == 422
    assert words in text
    assert 'value="Holm"' in text
    assert PASSWORD not in text
    assert not get_user_model().objects.exists()


def test_leaves_nothing_half_done_when_it_breaks(owner: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("standfirst.publishing.welcome.services._draft_policies", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        owner.post("/welcome/", answers())
    assert not get_user_model().objects.exists()
    assert not SectionPage.objects.exists()
    assert owner.get("/welcome/").status_code == 200


def test_the_second_of_two_owners_finds_the_door_shut(owner: Client):
    make_user("charlie")
    assert owner.post("/welcome/", answers()).status_code == 404
