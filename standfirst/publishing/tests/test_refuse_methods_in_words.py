"""An address that takes forms only, opened as a page, says so in words."""

import pytest
from django.test import Client

from standfirst.accounts.testing import make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/discussion/preview/", "/discussion/claim/"])
def test_says_what_to_do(client: Client, address: str):
    client.force_login(make_user("alice"))
    answer = client.get(address)
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"
    assert b"There is nothing to read here" in answer.content
    assert b"Go back" in answer.content
