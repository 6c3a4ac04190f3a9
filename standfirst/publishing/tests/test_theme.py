import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from wagtail.models import Site

from standfirst.accounts.testing import make_user
from standfirst.publishing.colours import contrast
from standfirst.publishing.models import NewsroomSettings

pytestmark = pytest.mark.django_db
OXBLOOD, ROSE = "#7a1f2b", "#f0a3a3"


def newsroom(**fields: object):
    found = NewsroomSettings.for_site(Site.objects.get(is_default_site=True))
    for name, value in fields.items():
        setattr(found, name, value)
    return found


def test_serves_the_newsrooms_accents(client: Client):
    newsroom(accent_on_light=OXBLOOD, accent_on_dark=ROSE).save()
    sheet = client.get("/theme.css")
    assert sheet["Content-Type"] == "text/css; charset=utf-8"
    assert sheet.content == b":root{--accent-on-light:#7a1f2b;--accent-on-dark:#f0a3a3;}\n"


def test_says_nothing_of_a_colour_that_was_not_chosen(client: Client):
    newsroom(accent_on_light=OXBLOOD).save()
    assert b"dark" not in client.get("/theme.css").content


def test_is_not_sent_twice_to_who_has_it(client: Client):
    newsroom(accent_on_light=OXBLOOD).save()
    etag = client.get("/theme.css")["ETag"]
    assert client.get("/theme.css", headers={"if-none-match": etag}).status_code == 304
    newsroom(accent_on_light="#1d3f7a").save()
    assert client.get("/theme.css", headers={"if-none-match": etag}).status_code == 200


def test_is_the_same_for_everybody_to_shared_caches(client: Client):
    client.force_login(make_user("alice"))
    sheet = client.get("/theme.css")
    assert sheet["Cache-Control"] == "public, no-cache"


@pytest.mark.parametrize(
    ("light", "dark"), [(OXBLOOD, ROSE), ("#1d3f7a", "#9dbdf2"), ("#33502a", "#a9cf9c"), ("", "")]
)
def test_takes_colours_that_can_be_read(light: str, dark: str):
    newsroom(accent_on_light=light, accent_on_dark=dark).full_clean()


@pytest.mark.parametrize(
    ("field", "colour", "words"),
    [
        ("accent_on_light", ROSE, "Choose a darker one"),
        ("accent_on_light", "#777777", "its contrast is 4.3, and 4.5 is needed"),
        ("accent_on_dark", OXBLOOD, "Choose a lighter one"),
    ],
)
def test_refuses_a_colour_that_cannot_be_read_and_says_which_would_do(
    field: str, colour: str, words: str
):
    with pytest.raises(ValidationError) as refused:
        newsroom(**{field: colour}).full_clean()
    assert words in refused.value.message_dict[field][0]


def test_refuses_what_is_no_colour():
    with pytest.raises(ValidationError, match="Write a colour like"):
        newsroom(accent_on_light="red").full_clean()


def test_measures_contrast_as_wcag_does():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#0b5360", "#fcfcfa") == pytest.approx(8.5, abs=0.1)
