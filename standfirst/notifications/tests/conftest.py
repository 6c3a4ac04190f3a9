from collections.abc import Iterator

import pytest

from standfirst.discussion.models import Thread
from standfirst.discussion.testing import make_thread
from standfirst.lib.testing import MailServer, mail_server
from standfirst.publishing.testing import make_article


@pytest.fixture
def thread() -> Thread:
    return make_thread(make_article("Sea wall bill jumps"))


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server
