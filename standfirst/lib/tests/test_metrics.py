"""Figures that all processes of a machine count together."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from standfirst.lib import metrics, pace
from standfirst.lib.process_number import ProcessNumber, is_free
from standfirst.lib.serving import ThreadedDjango

TOKEN = "a-token-of-thirty-letters-here"
Figures = dict[str, float]


@pytest.fixture
def counted(
    settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """Have figures counted, in a folder of the test's own."""
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", "")
    monkeypatch.setattr(metrics, "FOLD_EVERY", 3600)
    settings.METRICS_TOKEN, settings.DATA_DIR = TOKEN, tmp_path
    metrics._counters.cache_clear()
    yield tmp_path
    metrics._counters.cache_clear()


def figures(client: Client) -> Figures:
    answer = client.get("/metrics", headers={"authorization": f"bearer {TOKEN}"})
    assert answer.status_code == 200
    lines = re.findall(r"^(standfirst_\S+) (\S+)$", answer.content.decode(), re.M)
    return {name: float(value) for name, value in lines}


@pytest.mark.django_db
def test_nobody_reads_them_without_a_token(client: Client, settings: LazySettings):
    assert client.get("/metrics").status_code == 404
    settings.METRICS_TOKEN = TOKEN
    for said in ("", "Bearer ", f"Bearer {TOKEN}x", f"Basic {TOKEN}"):
        assert client.get("/metrics", headers={"authorization": said}).status_code == 401


@pytest.mark.django_db
def test_counts_requests_limits_and_what_waits(client: Client, counted: Path):
    client.get("/search/")
    client.get("/nowhere/")
    client.get("/admin/nowhere/")
    for _ in range(3):
        pace.is_too_often("test", "somebody", most=1)
    metrics.count_database_error(ValueError())
    found = figures(client)
    assert found['standfirst_requests_total{status="200",view="search"}'] == 1
    assert found['standfirst_requests_total{status="404",view="wagtail_serve"}'] == 1
    assert found['standfirst_requests_total{status="302",view="admin"}'] == 1
    assert found['standfirst_request_seconds_count{view="search"}'] == 1
    assert found['standfirst_limits_refused_total{act="test"}'] == 2
    assert found['standfirst_database_errors_total{error="ValueError"}'] == 1
    assert found["standfirst_outbox_due"] == 0
    assert found["standfirst_tasks_waiting"] == 0
    assert found["standfirst_mails_waiting"] == 0


@pytest.mark.django_db
def test_pages_that_are_tried_out_before_readers_come_are_not_counted(
    client: Client, counted: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("django.core.signals.request_started.send", lambda *_, **__: [])
    monkeypatch.setattr("django.core.signals.request_finished.send", lambda *_, **__: [])
    assert ThreadedDjango().try_out("/search/", origin=settings.SITE_URL) == 200
    assert not any("requests_total" in name for name in figures(client))
    client.get("/search/")
    assert figures(client)['standfirst_requests_total{status="200",view="search"}'] == 1


@pytest.mark.django_db
def test_what_a_process_counts_for_itself_is_folded_in(
    client: Client, counted: Path, monkeypatch: pytest.MonkeyPatch
):
    figure = {"page_store_hits_total": 5, "open_streams": 3}
    monkeypatch.setattr(metrics, "_of_process", [lambda: figure])
    assert figures(client)["standfirst_page_store_hits_total"] == 5
    figure |= {"page_store_hits_total": 7, "open_streams": 1}
    found = figures(client)
    assert found["standfirst_page_store_hits_total"] == 7
    assert found["standfirst_open_streams"] == 1


ANOTHER = """
import sys, os
from pathlib import Path
from django.conf import settings
settings.configure()
from standfirst.lib import metrics
counters = metrics.Counters(Path(sys.argv[1]))
metrics._of_process.append(lambda: {"open_streams": 4})
counters.refused.labels("post").inc()
counters.fold()
if child := os.fork():
    os.waitpid(child, 0)
else:
    counters.refused.labels("post").inc()
    counters.fold()
    os._exit(0)
print("counted", flush=True)
sys.stdin.read()
"""


@pytest.mark.django_db
def test_processes_count_together_and_the_next_goes_on(client: Client, counted: Path):
    before = sorted((counted / "metrics").glob("*"))
    for run in (1, 2, 3):
        with subprocess.Popen(
            [sys.executable, "-c", ANOTHER, str(counted / "metrics")],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        ) as other:  # fmt: skip
            assert other.stdout.readline() == "counted\n"
            found = figures(client)
            # It, and a process that it forked off, which is no more.
            assert found['standfirst_limits_refused_total{act="post"}'] == 2 * run
            assert found["standfirst_open_streams"] == 4
            other.stdin.close()
    assert "standfirst_open_streams" not in figures(client)
    names = {path.name for path in (counted / "metrics").glob("counter_*")} - {*before}
    assert names == {"counter_1.db", "counter_2.db", "counter_3.db"}


def test_a_number_is_held_as_long_as_its_process_lives(tmp_path: Path):
    first, second = ProcessNumber(tmp_path), ProcessNumber(tmp_path)
    assert (first(), second(), first()) == (1, 2, 1)
    first._let_go()
    assert is_free(tmp_path, 1)
    assert not is_free(tmp_path, 2)
    second._let_go()
    assert not [path for path in tmp_path.iterdir() if path.stat().st_mode & 0o077]


def test_nothing_is_loaded_where_nobody_wants_it():
    wanted = re.compile(
        r"^(?:from|import) (?:prometheus_client|opentelemetry|boto\w+|storages)\b", re.M
    )
    house = Path(metrics.__file__).parents[1]
    loading = [file for file in house.rglob("*.py") if wanted.search(file.read_text())]
    assert {str(file.relative_to(house)) for file in loading} <= {"lib/pictures/bucket.py"}


@pytest.mark.django_db
def test_no_request_fails_for_want_of_room(
    client: Client, counted: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    def full(counters: metrics.Counters, number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(metrics.Counters, "_make_room", full)
    assert client.get("/robots.txt").status_code == 200
    assert "not_counted" in caplog.text


def test_room_is_there_before_it_is_needed(counted: Path):
    metrics.count_refused("post")
    files = list((counted / "metrics").glob("*.db"))
    assert len(files) == 3
    # Bytes that the disk has given, not only promised.
    assert [file for file in files if file.stat().st_blocks * 512 < 1 << 20] == []
