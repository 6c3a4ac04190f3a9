"""Guesses at a password that several people share are limited, of pages as of documents."""

import pytest
from django.test import Client
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from standfirst.accounts.shared_passwords import GUESSES
from standfirst.publishing.testing import make_article

pytestmark = pytest.mark.django_db
RIGHT = {"password": "herring", "return_url": "/"}
WRONG = {"password": "cod", "return_url": "/"}


@pytest.fixture
def address() -> str:
    article = make_article()
    kept = PageViewRestriction.objects.create(
        page=article, restriction_type=PageViewRestriction.PASSWORD, password="herring"
    )
    return f"/_util/authenticate_with_password/{kept.pk}/{{}}/".format(article.pk)


def test_refuses_the_right_one_after_many_wrong_ones(client: Client, address: str):
    for _ in range(GUESSES.here.most):
        assert client.post(address, WRONG).status_code == 200
    assert client.post(address, RIGHT).status_code == 429


def test_asked_by_another_page_it_is_the_same_password(client: Client, address: str):
    root = address.rsplit("/", 2)[0] + "/1/"
    for _ in range(GUESSES.here.most):
        client.post(address, WRONG)
    assert client.post(root, RIGHT).status_code == 429


def test_lets_in_who_knows_it_however_often(client: Client, address: str):
    for _ in range(GUESSES.here.most + 1):
        assert client.post(address, RIGHT).status_code == 302


def test_limits_those_of_documents(client: Client):
    kept = CollectionViewRestriction.objects.create(
        collection=Collection.get_first_root_node(),
        restriction_type=CollectionViewRestriction.PASSWORD,
        password="herring",
    )
    address = f"/documents/authenticate_with_password/{kept.pk}/"
    for _ in range(GUESSES.here.most):
        client.post(address, WRONG)
    assert client.post(address, RIGHT).status_code == 429
