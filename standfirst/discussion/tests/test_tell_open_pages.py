"""Whoever changes what readers see of a thread says so on the bus, once it is committed."""

import asyncio
from collections.abc import Callable

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, transaction

from standfirst.discussion.models import Comment, DiscussionSettings, Thread
from standfirst.discussion.services import (
    Draft,
    Writer,
    approve,
    close_thread,
    delete_comment,
    open_thread,
    pick,
    pin,
    post_comment,
    remove,
    restore,
)
from standfirst.discussion.testing import FIRST_AT, make_comment, make_thread
from standfirst.lib import bus
from standfirst.publishing.testing import make_article

pytestmark = pytest.mark.django_db(transaction=True)


def heard(key: str, act: Callable[[], object]) -> bool:
    """Whether `act`, in a thread as under the server, is heard of by who follows `key`."""

    def acted() -> None:
        try:
            act()
        finally:
            connection.close()

    async def listen() -> bool:
        with bus.subscribe([key]) as news:
            await sync_to_async(acted)()
            bus._hubs[asyncio.get_running_loop()].look()
            return bool(news._changed)

    return asyncio.run(listen())


def post(thread: Thread, **rules: str) -> Comment:
    assert thread.article is not None
    draft, writer = Draft(words="Who paid for the borings?"), Writer(guest_key="g", address_key="a")
    asked = DiscussionSettings(**rules)
    return post_comment(
        article=thread.article, draft=draft, writer=writer, rules=asked, at=FIRST_AT
    )


def test_every_act_on_a_thread_is_told():
    thread = make_thread(make_article())
    comment = make_comment(thread)
    acts: dict[str, Callable[[], object]] = {
        "post": lambda: post(thread),
        "remove": lambda: remove(comment=comment, by=None, at=FIRST_AT),
        "restore": lambda: restore(comment=comment, by=None, at=FIRST_AT),
        "pin": lambda: pin(comment=comment, by=None, at=FIRST_AT),
        "pick": lambda: pick(comment=comment, by=None, at=FIRST_AT),
        "close": lambda: close_thread(thread=thread, by=None, at=FIRST_AT),
        "open": lambda: open_thread(thread=thread, by=None, at=FIRST_AT),
    }
    assert [name for name, act in acts.items() if not heard(thread.key, act)] == list(acts)
    unheard = [name for name, act in acts.items() if not heard(f"thread:{thread.key}", act)]
    assert unheard == []


def test_lists_of_moderators_hear_that_more_or_fewer_wait():
    thread = make_thread(make_article())
    held = make_comment(thread, state=Comment.State.HELD, guest_key="g")
    other = make_comment(thread, state=Comment.State.HELD)
    acts: dict[str, Callable[[], object]] = {
        "hold": lambda: post(thread, hold="everybody"),
        "delete": lambda: delete_comment(comment=held, writer=Writer(guest_key="g"), at=FIRST_AT),
        "approve": lambda: approve(comment=other, by=None, at=FIRST_AT),
    }
    assert [name for name, act in acts.items() if not heard("thread:waiting", act)] == []


def test_a_comment_that_waits_is_told_when_it_is_approved():
    thread = make_thread(make_article())
    held = make_comment(thread, state=Comment.State.HELD)
    assert heard(f"thread:{thread.key}", lambda: approve(comment=held, by=None, at=FIRST_AT))


def test_what_is_rolled_back_is_never_told():
    thread = make_thread(make_article())

    def fail() -> None:
        with transaction.atomic():
            close_thread(thread=thread, by=None, at=FIRST_AT)
            transaction.set_rollback(True)

    assert not heard(f"thread:{thread.key}", fail)
