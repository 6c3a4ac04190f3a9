"""Several processes answer at one address: news reach the streams of all, and one that dies is replaced."""

import asyncio
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Page

from tests.journeys.site import Site, answering, served_again
from tests.journeys.test_publish import sign_in
from tests.journeys.test_streams import Crowd, play, post, thread_of_lead

STREAMS = 10
# What the worker and commands are, too: a process beside the server that shares its data folder.
REMOVE_LAST = """
from standfirst.cli.django import set_up
set_up()
from django.utils import timezone
from standfirst.discussion.models import Comment
from standfirst.discussion.services import remove
remove(comment=Comment.objects.latest("pk"), by=None, at=timezone.now())
"""


@pytest.fixture(scope="module")
def shared(paper: Site) -> Iterator[Site]:
    """The paper, served by two processes."""
    with served_again(paper, processes=2) as site:
        yield site


def port_of(site: Site) -> int:
    return urlsplit(site.url).port or 0


def connections(process: int, port: int) -> int:
    """How many connections to `port` a process holds."""
    here = f":{port:04X}"
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    established = {line[9] for line in lines if line[1].endswith(here) and line[3] == "01"}
    held = 0
    for file in Path(f"/proc/{process}/fd").iterdir():
        with suppress(OSError):
            held += os.readlink(file).removeprefix("socket:[").removesuffix("]") in established
    return held


async def spread(crowd: Crowd, site: Site) -> None:
    """Let readers come until every process has some."""
    await crowd.come(STREAMS)
    async with asyncio.timeout(10):
        while not all(connections(process, port_of(site)) for process in answering(port_of(site))):
            await crowd.come(1)


def until(holds: Callable[[], bool], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def tell(site: Site, act: Callable[[], object]) -> None:
    """Do something that every one of the readers in all processes hears of."""

    async def played() -> None:
        crowd = Crowd(site.url, await asyncio.to_thread(thread_of_lead, site.url))
        await spread(crowd, site)
        before = min(crowd.events)
        await asyncio.to_thread(act)
        await crowd.until(lambda: min(crowd.events) > before, 10)
        await crowd.leave()

    play(played())


def test_a_comment_is_told_to_readers_of_all_processes(shared: Site):
    key = thread_of_lead(shared.url)
    tell(shared, lambda: post(shared.url, key))


def test_so_is_what_a_process_beside_the_server_did(shared: Site):
    post(shared.url, thread_of_lead(shared.url))
    command = [sys.executable, "-c", REMOVE_LAST]
    tell(shared, lambda: subprocess.run(command, env=shared.environment, check=True))


def test_so_is_what_a_moderator_approves(shared: Site, page: Page):
    """Whoever signed in at one process is known to all."""
    sign_in(page, shared, "moderator")
    cookies = "; ".join(f"{it['name']}={it['value']}" for it in page.context.cookies())
    key = thread_of_lead(shared.url)
    post(shared.url, key)
    thread = urllib.request.urlopen(f"{shared.url}/discussion/{key}/").read().decode()
    newest = max(int(number) for number in re.findall(r'id="comment-(\d+)"', thread))

    def press(act: str, words: str = "") -> None:
        request = urllib.request.Request(
            f"{shared.url}/discussion/comments/{newest}/moderate/",
            urlencode({"act": act, "words": words}).encode(),
            {"Sec-Fetch-Site": "same-origin", "Cookie": cookies},
        )
        urllib.request.urlopen(request).close()

    press("remove", words="rule 2")
    tell(shared, lambda: press("approve"))


def test_a_process_that_dies_is_replaced_and_the_site_goes_on(shared: Site):
    dead, survivor = answering(port_of(shared))
    os.kill(dead, signal.SIGKILL)
    # Connections that it had in its hands are lost with it, until the system has closed them all.
    until(lambda: not Path(f"/proc/{dead}").exists())
    for _ in range(10):
        key = thread_of_lead(shared.url)
    until(lambda: len(answering(port_of(shared))) == 2)
    assert survivor in answering(port_of(shared))
    tell(shared, lambda: post(shared.url, key))
