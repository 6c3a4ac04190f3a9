"""Guesses that come at the same moment are counted before they are compared."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from standfirst.accounts import codes
from standfirst.publishing.testing import make_home

SIGN_IN, CODE = "/account/sign-in/", "/account/sign-in/code/"


@pytest.mark.django_db(transaction=True)
def test_judges_three_of_twenty_guesses_that_come_at_once(
    client: Client, monkeypatch: pytest.MonkeyPatch
):
    make_home()
    judged: list[str] = []
    compare = codes.constant_time_compare
    monkeypatch.setattr(
        codes, "constant_time_compare", lambda *two: judged.append(two[0]) or compare(*two)
    )
    client.post(SIGN_IN, {"mail_address": "alice@reader.example"})
    cookies = client.cookies

    def guess(number: int) -> None:
        browser = Client(raise_request_exception=False)
        browser.cookies = cookies
        try:
            browser.post(CODE, {"code": f"{number:08}"})
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(guess, range(20)))
    assert len(judged) == 3
