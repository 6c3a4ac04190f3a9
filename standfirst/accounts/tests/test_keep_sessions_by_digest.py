"""Who reads the table of sessions opens none of them."""

import pytest
from asgiref.sync import async_to_sync
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from standfirst.accounts.sessions import SessionStore
from standfirst.accounts.testing import make_user

pytestmark = pytest.mark.django_db
ACCOUNT = "/account/"


@pytest.fixture
def key(client: Client) -> str:
    """The key in the cookie of alice, who is signed in."""
    client.force_login(make_user("alice"))
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def test_what_stands_in_the_table_opens_no_session(client: Client, key: str):
    assert client.get(ACCOUNT).status_code == 200
    [row] = Session.objects.all()
    assert key not in row.session_key + row.session_data
    thief = Client(headers={"cookie": f"{settings.SESSION_COOKIE_NAME}={row.session_key}"})
    assert thief.get(ACCOUNT).status_code == 302


def test_a_session_is_kept_changed_and_ended_by_its_key(key: str):
    session = SessionStore(key)
    session["seen"] = 1
    session.save()
    assert SessionStore(key)["seen"] == 1
    assert session.exists(key)
    session.cycle_key()
    assert SessionStore(key).load() == {}
    assert SessionStore(session.session_key)["seen"] == 1
    session.flush()
    assert not Session.objects.exists()


def test_who_does_not_wait_finds_the_same_session(key: str):
    async def ask() -> tuple[bool, bool]:
        session = SessionStore(key)
        is_known = await session.ahas_key("_auth_user_id")
        await session.aset("seen", 1)
        await session.asave()
        await session.adelete()
        return is_known, await session.aexists(key)

    assert async_to_sync(ask)() == (True, False)
