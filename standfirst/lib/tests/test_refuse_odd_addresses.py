import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address",
    [
        "/a%00b/",
        "/a%00b/feed.rss",
        "/search/?q=%00",
        "/admin/comments/?q=%00",
    ],
)
def test_an_address_with_a_null_character_is_answered_with_a_page(client: Client, address: str):
    answer = client.get(address)
    assert answer.status_code == 400
    assert b"<h1>We could not read that request</h1>" in answer.content


def test_a_program_is_told_in_one_line(client: Client):
    answer = client.get("/oembed/?url=http://127.0.0.1/a%00b")
    assert answer.status_code == 400
    assert answer.content == b"An address cannot hold a null character."


@pytest.mark.parametrize("address", ["/x/uploads/a" + "-1" * 30_000, "/search/?q=" + "a" * 66_000])
def test_an_address_longer_than_any_page_has_is_refused_at_the_door(client: Client, address: str):
    assert client.get(address).status_code == 414
