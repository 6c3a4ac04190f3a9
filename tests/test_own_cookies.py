"""On an https site no neighbouring host sets a cookie of ours beforehand, and nobody makes one up."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core import signing
from django.test import Client

from standfirst.discussion.guests import signed
from standfirst.discussion.models import Comment
from standfirst.publishing.testing import make_article

HOUSE = Path(settings.ROOT_URLCONF.partition(".")[0])
OWN = {"HTTP_ORIGIN": "http://testserver"}
_NAMES = """
import json, standfirst.settings as s
print(json.dumps([getattr(s, name) for name in dir(s) if name.endswith(("_COOKIE", "COOKIE_NAME"))]))
"""


def names(tmp_path: Path, url: str) -> list[str]:
    environment = {**os.environ, "STANDFIRST_URL": url, "STANDFIRST_DATA": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", _NAMES], env=environment, capture_output=True, check=True
    )
    return json.loads(done.stdout)


def test_every_cookie_of_an_https_site_is_this_hosts(tmp_path: Path):
    secure = names(tmp_path, "https://paper.example")
    assert len(secure) == 9
    assert all(name.startswith("__Host-") for name in secure)
    assert names(tmp_path, "http://paper.example") == [name[7:] for name in secure]


def test_every_cookie_has_its_name_from_the_settings():
    for path in HOUSE.rglob("*.py"):
        for name in re.findall(r"\.set_cookie\(\s*([^\s,]+)", path.read_text()):
            assert name in {"COOKIE", "name"} or name.startswith("settings."), path


@pytest.mark.django_db
@pytest.mark.parametrize(
    "beforehand",
    ["mallory", "mallory:made-up", signing.Signer(salt="another").sign("mallory"), "x" * 5000],
)
def test_takes_no_guests_cookie_that_was_not_made_here(client: Client, beforehand: str):
    article = make_article()
    client.cookies["standfirst_guest"] = beforehand
    values = {"words": "Who signed it?", "name": "Alice", "mail": "alice@reader.example"}
    answer = client.post(f"/discussion/article-{article.pk}/comments/", values, **OWN)
    assert answer.cookies["standfirst_guest"].value != beforehand
    mallory = Client()
    mallory.cookies["standfirst_guest"] = beforehand
    page = mallory.get(f"/discussion/article-{article.pk}/write/").content.decode()
    assert "alice@reader.example" not in page


@pytest.mark.django_db
def test_knows_a_guest_by_the_cookie_made_here(client: Client):
    article = make_article()
    client.cookies["standfirst_guest"] = signed("alice")
    client.post(f"/discussion/article-{article.pk}/comments/", {"words": "Who?"}, **OWN)
    client.post(f"/discussion/article-{article.pk}/comments/", {"words": "When?"}, **OWN)
    assert Comment.objects.values("guest_key").distinct().count() == 1
