"""Where most tests of moderating start: one article's thread, and max, who is signed in and moderates."""

import pytest
from django.test import Client

from standfirst.accounts.roles import MODERATOR
from standfirst.accounts.testing import make_user
from standfirst.discussion.models import Thread
from standfirst.discussion.testing import make_thread
from standfirst.publishing.testing import make_article


@pytest.fixture
def max_(client: Client) -> Client:
    client.force_login(make_user("max", MODERATOR))
    return client


@pytest.fixture
def thread() -> Thread:
    return make_thread(make_article())
