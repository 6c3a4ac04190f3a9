import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address",
    [
        "/a%00b/",
        "/a%00b/feed.rss",
        "/oembed/?url=http://127.0.0.1/a%00b",
        "/search/?q=%00",
        "/admin/comments/?q=%00",
    ],
)
def test_an_address_with_one_is_refused_in_words(client: Client, address: str):
    answer = client.get(address)
    assert answer.status_code == 400
    assert b"null character" in answer.content
