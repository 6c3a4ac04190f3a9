"""The worker's queue ends when it is told to, also in the middle of a task."""

import pytest

from standfirst.cli import queue


def test_ends_with_the_task_that_it_was_told_to_end_in(monkeypatch: pytest.MonkeyPatch):
    begun: list[str] = []

    def finish_the_task_and_return(name: str, **options: object) -> None:
        assert not begun, "begun anew"
        begun.append(name)

    monkeypatch.setattr(queue, "call_command", finish_the_task_and_return)
    queue.work()
    assert begun == ["db_worker"]
