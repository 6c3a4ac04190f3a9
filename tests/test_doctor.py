"""What the doctor says of limits."""

from pathlib import Path

import pytest

from standfirst.cli.doctor import _limits
from standfirst.lib.shared_cache.backend import SharedCache


@pytest.mark.parametrize(
    ("folder", "said"),
    [("", "counted by all processes of this machine"), ("gone", "nothing is counted")],
)
def test_says_whether_limits_are_counted(
    folder: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    place = str(tmp_path / folder / "cache.sqlite3")
    monkeypatch.setattr("django.core.cache.cache", SharedCache(place, {}))
    finding = next(_limits())
    assert finding.seen == said
    assert bool(finding.advice) == bool(folder)
