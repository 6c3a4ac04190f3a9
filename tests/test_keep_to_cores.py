"""Processes that share a machine share its cores out among them."""

import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection

import pytest

from standfirst.cli.cores import Cores

Fork = Callable[[Cores], tuple[set[int], Callable[[], None]]]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only there processes are forked")


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[set[int]]:
    """A machine of three cores; what was taken is noted, since this one may have fewer."""
    noted: list[set[int]] = []
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {2, 4, 6})
    monkeypatch.setattr(os, "sched_setaffinity", lambda process, cores: noted.append(cores))
    return noted


@pytest.fixture
def fork(taken: list[set[int]]) -> Iterator[Fork]:
    """Let another process take a core; returns which, and how to kill it."""

    def take(cores: Cores, told: Connection) -> None:
        cores.take_one()
        told.send(taken[-1] if taken else set())
        told.recv()

    def begin(cores: Cores) -> tuple[set[int], Callable[[], None]]:
        here, there = multiprocessing.Pipe()
        process = multiprocessing.get_context("fork").Process(target=take, args=(cores, there))
        process.start()

        def kill() -> None:
            process.kill()
            process.join()

        ends.append(kill)
        return here.recv(), kill

    ends: list[Callable[[], None]] = []
    yield begin
    for end in ends:
        end()


def test_each_takes_another_core(fork: Fork):
    cores = Cores(3)
    assert [fork(cores)[0] for _ in range(3)] == [{2}, {4}, {6}]


def test_who_replaces_a_dead_one_takes_its_core(fork: Fork):
    cores = Cores(3)
    fork(cores)
    _core, kill = fork(cores)
    fork(cores)
    kill()
    assert fork(cores)[0] == {4}


@pytest.mark.parametrize("processes", [1, 2, 4])
def test_where_cores_are_left_or_shared_nobody_keeps_to_one(taken: list[set[int]], processes: int):
    Cores(processes).take_one()
    assert taken == []
