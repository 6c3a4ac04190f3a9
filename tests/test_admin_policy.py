"""The editor's Content-Security-Policy allows what Wagtail needs, and nothing else."""

import pytest
from django.test import Client

from standfirst.accounts.roles import EDITOR
from standfirst.accounts.testing import make_user

pytestmark = pytest.mark.django_db


def policy(client: Client, path: str) -> dict[str, set[str]]:
    header = client.get(path).headers["Content-Security-Policy"]
    parts = (part.split() for part in header.split(";"))
    return {name: set(sources) for name, *sources in parts}


@pytest.mark.parametrize("path", ["/admin/", "/admin/pages/", "/admin/nowhere/"])
def test_allows_the_editor_its_own_files_and_no_others(client: Client, path: str):
    client.force_login(make_user("vera", EDITOR))
    allowed = policy(client, path)
    assert allowed["default-src"] == allowed["object-src"] == allowed["base-uri"] == {"'none'"}
    assert allowed["form-action"] == allowed["frame-ancestors"] == {"'self'"}
    assert allowed["script-src"] == {"'self'", "'unsafe-inline'"}
    assert allowed["script-src-attr"] == {"'none'"}
    sources = set.union(*allowed.values())
    assert not any(":" in source for source in sources - {"data:", "blob:"})


def test_gives_strangers_at_the_door_the_same(client: Client):
    assert policy(client, "/admin/")["default-src"] == {"'none'"}


def test_leaves_readers_the_stricter_one(client: Client):
    assert policy(client, "/account/sign-in/")["script-src"] == {"'self'"}
