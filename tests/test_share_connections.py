"""All processes of the paper together have so many connections to the database, and no more."""

import os

import pytest
from django.core.exceptions import ImproperlyConfigured

from standfirst.lib.environment import env_connections

NAME = "STANDFIRST_DATABASE_CONNECTIONS"


@pytest.mark.parametrize(
    ("allowed", "processes", "share"),
    [(None, 1, 10), (None, 4, 4), ("30", 4, 6), ("10", 4, 2), (None, 16, 2)],
)
def test_each_has_its_share(
    monkeypatch: pytest.MonkeyPatch, allowed: str | None, processes: int, share: int
):
    monkeypatch.setattr(os, "environ", {NAME: allowed} if allowed else {})
    assert env_connections(NAME, 20, processes=processes) == share
    assert share * (processes + 1) <= int(allowed or max(20, 2 * (processes + 1)))


def test_too_few_are_refused_with_how_many_it_takes(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(os, "environ", {NAME: "9"})
    with pytest.raises(ImproperlyConfigured, match="4 processes and the worker need 10"):
        env_connections(NAME, 20, processes=4)


def test_what_is_kept_besides_is_taken_off_first(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(os, "environ", {NAME: "20"})
    assert env_connections(NAME, 20, processes=4, listeners=1) == 3
    monkeypatch.setattr(os, "environ", {NAME: "10"})
    with pytest.raises(ImproperlyConfigured, match="4 processes and the worker need 11"):
        env_connections(NAME, 20, processes=4, listeners=1)
