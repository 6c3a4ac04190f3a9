import os
import threading
from pathlib import Path

from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.core.cache.backends.base import BaseCache
from django.test import RequestFactory

from standfirst.lib.pace import is_too_often

from .sharing import in_processes, in_threads


def test_counts_right_over_threads_of_many_processes(shared: BaseCache):
    def count() -> None:
        for _ in range(200):
            shared.add("votes", 0, 60)
            shared.incr("votes")

    in_processes(4, lambda: in_threads(4, count))
    assert shared.get("votes") == 4 * 4 * 200


def test_only_one_of_many_adds(shared: BaseCache, tmp_path: Path):
    def add() -> None:
        for number in range(100):
            if shared.add(f"seat-{number}", os.getpid(), 60):
                (tmp_path / f"{number}-{os.getpid()}").touch()

    in_processes(4, add)
    assert len(list(tmp_path.glob("*-*[0-9]"))) == 100


def test_a_process_that_forks_amid_counting_harms_nobody(shared: BaseCache):
    is_over, counted = threading.Event(), []

    def keep_counting() -> None:
        done = 0
        while not is_over.is_set():
            shared.add("visits", 0, 60)
            shared.incr("visits")
            done += 1
        counted.append(done)

    def count_some() -> None:
        for _ in range(50):
            shared.incr("visits")

    shared.add("visits", 0, 60)
    counting = threading.Thread(target=keep_counting)
    counting.start()
    try:
        for _ in range(10):
            in_processes(2, count_some)
    finally:
        is_over.set()
        counting.join()
    assert shared.get("visits") == counted[0] + 10 * 2 * 50


def test_no_connection_is_carried_into_a_child(shared: BaseCache):
    shared.set("kept", 1)

    def look() -> None:
        assert shared._file._connection is None
        assert shared.get("kept") == 1

    in_processes(1, look)


def test_sign_in_limits_of_allauth_hold_over_processes(shared: BaseCache, tmp_path: Path):
    request = RequestFactory().post("/account/sign-in/")

    def try_passwords() -> None:
        for number in range(5):
            if ratelimit.consume(
                request, app="test", action="sign-in", config={"sign-in": "7/m/ip"}
            ):
                (tmp_path / f"let-in-{os.getpid()}-{number}").touch()

    cache.clear()
    in_processes(4, try_passwords)
    assert len(list(tmp_path.glob("let-in-*"))) == 7


def test_our_own_limits_hold_over_processes(tmp_path: Path):
    def ask() -> None:
        for number in range(5):
            if not is_too_often("ask", "alice", most=7):
                (tmp_path / f"answered-{os.getpid()}-{number}").touch()

    cache.clear()
    in_processes(4, ask)
    assert len(list(tmp_path.glob("answered-*"))) == 7
