"""The demonstration newsroom, served for real, and browsers with and without JavaScript."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from standfirst.lib.testing import listening
from tests.journeys.mailbox import Mailbox
from tests.journeys.site import Site, running
from tests.made_once import laid_out

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


# Debian's Chromium, without its windows where that is there: the same in little more than half the time.
CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")

# Journeys through most of the house; what the others do in the database, tests without a browser do
# on both, and what they do in the browser is the same.
ON_BOTH = {
    "test_discuss",
    "test_follow",
    "test_give",
    "test_keep_the_books",
    "test_moderate",
    "test_vote",
}
_IS_POSTGRESQL = os.environ.get("STANDFIRST_TEST_DATABASE") == "postgresql"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys share one site and one browser: one process takes them, another what pages look like."""
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.journey)
            looks = item.get_closest_marker("looks") is not None
            item.add_marker(pytest.mark.xdist_group("looks" if looks else "journeys"))
            if _IS_POSTGRESQL and (looks or item.path.stem not in ON_BOTH):
                item.add_marker(pytest.mark.skip("the same whichever database it comes from"))


@pytest.fixture(scope="session")
def mailbox() -> Iterator[Mailbox]:
    """Where all letters of `paper` arrive: `mailbox.wait_for(to="alice@ledger.example")`."""
    with listening(Mailbox()) as server:
        yield server


@pytest.fixture(scope="session")
def paper(tmp_path_factory: pytest.TempPathFactory, mailbox: Mailbox) -> Iterator[Site]:
    """The demonstration newsroom as `standfirst run` lays it out; its letters arrive in `mailbox`."""
    data = tmp_path_factory.mktemp("paper") / "data"
    if not _IS_POSTGRESQL:
        laid_out(data)
    with running(data, mail_port=mailbox.port) as site:
        subprocess.run([sys.executable, "-c", _NO_LIMIT], env=site.environment, check=True)
        yield site


# All who come by in these tests do so from one address, and more often than ten people do; and of
# their few payments many are declined.
_NO_LIMIT = """
import django; django.setup()
from standfirst.discussion.models import DiscussionSettings
DiscussionSettings.objects.update(most_in_ten_minutes=0)
from standfirst.funding.models import FundingSettings
from wagtail.models import Site
for site in Site.objects.all():
    rules = FundingSettings.for_site(site)
    rules.begun_per_hour, rules.open_most, rules.declined_percent = 0, 0, 101
    rules.save()
"""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A reader's page without JavaScript."""
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 1280, "height": 900}
    )
    yield context.new_page()
    context.close()


@pytest.fixture
def scripted(browser: Browser) -> Iterator[Page]:
    """A page with JavaScript."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


# Three readers: wide and light, narrow and dark, narrowest.
READERS = [(1280, "light"), (390, "dark"), (320, "light")]


def as_read(reader: tuple[int, str]) -> str:
    """Return how such a reader is called in the name of a test."""
    return f"{reader[0]}-{reader[1]}"


@pytest.fixture(params=READERS, ids=as_read)
def reader(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A page as each of the three readers has it."""
    width, scheme = request.param
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The judge of accessibility, as script."""
    return (Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js").read_text()
