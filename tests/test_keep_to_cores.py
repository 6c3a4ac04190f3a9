"""Processes that share a machine share its cores out among them."""

import os
import sys

import pytest

from standfirst.cli.cores import keep_to_core

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="only there processes keep to cores"
)


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[set[int]]:
    """A machine of three cores; what was taken is noted, since this one may have fewer."""
    noted: list[set[int]] = []
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {6, 4, 2})
    monkeypatch.setattr(os, "sched_setaffinity", lambda process, cores: noted.append(cores))
    return noted


def test_each_takes_another_core_and_whoever_replaces_it_the_same(taken: list[set[int]]):
    for place in (0, 1, 2, 1):
        keep_to_core(place, processes=3)
    assert taken == [{2}, {4}, {6}, {4}]


@pytest.mark.parametrize("processes", [1, 2, 4])
def test_where_cores_are_left_or_shared_nobody_keeps_to_one(taken: list[set[int]], processes: int):
    keep_to_core(0, processes=processes)
    assert taken == []
