"""A backup says which paper it is of, by the address that readers use."""

from typing import Any

import pytest
from wagtail.models import Site

from standfirst.cli.backups.taking import served_address

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("kept", "set_now", "said"),
    [
        (("paper.example", 8443), "https://paper.example:8443", "https://paper.example:8443"),
        (("paper.example", 443), "https://paper.example", "https://paper.example"),
        (("old.example", 443), "https://paper.example", "https://old.example"),
        (("localhost", 80), "http://127.0.0.1:8000", "http://127.0.0.1:8000"),
    ],
)
def test_it_is_the_one_that_was_served_with_its_scheme(
    kept: tuple[str, int], set_now: str, said: str, settings: Any
):
    settings.SITE_URL = set_now
    Site.objects.filter(is_default_site=True).update(hostname=kept[0], port=kept[1])
    assert served_address() == said
