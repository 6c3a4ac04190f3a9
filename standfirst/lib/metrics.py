"""Figures for whoever watches the site, as Prometheus reads them: counted by all processes of this machine together.

Nothing is counted, nor is the library loaded, unless STANDFIRST_METRICS_TOKEN is set.

Source: docs/decisions/0035-running-it-for-many.md
"""

import logging
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from .process_number import ProcessNumber, is_free

FOLD_EVERY = 5.0
"""Seconds after which what a process counts for itself is where others see it."""
_ROOM = 1 << 20
"""Bytes of each file of a process; some thousand figures."""
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)

log = logging.getLogger("standfirst.metrics")

# By name without `standfirst_`; one that ends in `_total` only ever grows.
Figures = Mapping[str, float]
Reading = Callable[[], Figures]
_is_tried_out = ContextVar("is_tried_out", default=False)
_of_process: list[Reading] = []
_of_site: list[Reading] = []


def tell_of_process(read: Reading) -> None:
    """Have `read` asked, every few seconds, for what this process counts for itself at no cost."""
    _of_process.append(read)


def tell_of_site(read: Reading) -> None:
    """Have `read` asked for what is the same for all processes, whenever somebody wants to know."""
    _of_site.append(read)


@contextmanager
def not_counted() -> Iterator[None]:
    """Count no request that this thread answers in the block: no reader asked for it."""
    token = _is_tried_out.set(True)
    try:
        yield
    finally:
        _is_tried_out.reset(token)


def count_request(request: HttpRequest, status: int, seconds: float) -> None:
    """Count what was answered, by view; all views of the editor are one."""
    if not _is_tried_out.get() and (counters := _counters()):
        counters.count_request(request, status, seconds)


def count_refused(act: str) -> None:
    """Count that somebody did something too often."""
    if counters := _counters():
        with _best_effort():
            counters.refused.labels(act).inc()


def count_database_error(error: BaseException) -> None:
    """Count what the database did not do, by the class of the error."""
    if counters := _counters():
        with _best_effort():
            counters.database_errors.labels(type(error).__name__).inc()


def all_figures() -> tuple[bytes, str] | None:
    """Return the text of all figures and its type; None where nothing is counted."""
    counters = _counters()
    return counters.text() if counters else None


class Counters:
    """What is counted, in files in `folder` that all processes of this machine share."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder
        # The library asks for it whenever it makes a file.
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
        import prometheus_client.core  # noqa: PLC0415 - only where figures are wanted
        from prometheus_client import multiprocess, values  # noqa: PLC0415

        self._library: Any = prometheus_client
        number = ProcessNumber(folder, begin=self._make_room)
        values.ValueClass = values.MultiProcessValue(number)  # type: ignore[no-untyped-call]
        self._collected = multiprocess.MultiProcessCollector(None, path=str(folder))  # type: ignore[no-untyped-call]
        self._named: dict[str, Any] = {}
        self._before: dict[str, float] = {}
        self._folding = threading.Lock()
        self._folding_process = 0
        own: dict[str, Any] = {"namespace": "standfirst", "registry": None}
        self.requests = prometheus_client.Counter(
            "requests", "Requests that no kept page answered.", ["view", "status"], **own
        )
        self.seconds = prometheus_client.Histogram(
            "request_seconds",
            "Seconds until they were answered.",
            ["view"],
            buckets=_BUCKETS,
            **own,
        )
        self.refused = prometheus_client.Counter(
            "limits_refused", "What somebody did too often.", ["act"], **own
        )
        self.database_errors = prometheus_client.Counter(
            "database_errors", "What the database did not do.", ["error"], **own
        )

    def count_request(self, request: HttpRequest, status: int, seconds: float) -> None:
        """Count what was answered; whatever becomes of it, the answer goes out."""
        match = request.resolver_match
        view = match.view_name or "unnamed" if match else "none"
        if request.path_info.startswith("/admin/"):
            view = "admin"
        with _best_effort():
            self.requests.labels(view, str(status)).inc()
            self.seconds.labels(view).observe(seconds)
            self.fold_now_and_then()

    def fold_now_and_then(self) -> None:
        """Begin to fold in what this process counts for itself, if it does not yet."""
        if self._folding_process != os.getpid():
            self._folding_process = os.getpid()
            self._before = {}
            self._folding = threading.Lock()
            threading.Thread(target=self._keep_folding, name="metrics", daemon=True).start()

    def fold(self) -> None:
        """Write what this process counts for itself where others see it."""
        with self._folding:
            for read in _of_process:
                for name, value in read().items():
                    self._note(name, value)

    def text(self) -> tuple[bytes, str]:
        """Return all figures and the type of their text."""
        self.fold()
        self._forget_the_dead()
        registry = self._library.CollectorRegistry()
        registry.register(self._collected)
        registry.register(self)
        return self._library.generate_latest(registry), self._library.CONTENT_TYPE_LATEST

    def collect(self) -> Iterator[Any]:
        """Yield what is the same for all processes; the library calls it."""
        for read in _of_site:
            for name, value in read().items():
                metric = self._library.core.GaugeMetricFamily(f"standfirst_{name}", _in_words(name))
                metric.add_metric([], value)
                yield metric

    def _note(self, name: str, value: float) -> None:
        if name not in self._named:
            kind = self._library.Counter if name.endswith("_total") else self._library.Gauge
            only = {} if name.endswith("_total") else {"multiprocess_mode": "livesum"}
            own = {"namespace": "standfirst", "registry": None}
            self._named[name] = kind(name, _in_words(name), **own, **only)
        if name.endswith("_total"):
            self._named[name].inc(value - self._before.get(name, 0))
            self._before[name] = value
        else:
            self._named[name].set(value)

    def _keep_folding(self) -> None:
        while True:
            time.sleep(FOLD_EVERY)
            with _best_effort():
                self.fold()

    def _forget_the_dead(self) -> None:
        """Drop what processes had open that are no more."""
        for file in self._folder.glob("gauge_live*_*.db"):
            number = int(file.stem.rpartition("_")[2])
            if is_free(self._folder, number):
                self._forget_open(number)

    def _make_room(self, number: int) -> None:
        """Begin as a process of that number, with room on the disk for all that it will count.

        The library makes its files longer without writing to them: on a full disk, whoever then touches what
        they map is killed.
        """
        self._forget_open(number)
        for kind in ("counter", "histogram", "gauge_livesum"):
            with (self._folder / f"{kind}_{number}.db").open("ab") as file:
                if missing := _ROOM - file.tell():
                    file.write(bytes(missing))

    def _forget_open(self, number: int) -> None:
        for file in self._folder.glob(f"gauge_live*_{number}.db"):
            file.unlink(missing_ok=True)


def _in_words(name: str) -> str:
    return name.replace("_", " ").capitalize() + "."


@contextmanager
def _best_effort() -> Iterator[None]:
    """Let no request fail because it could not be counted: the disk is full."""
    try:
        yield
    except OSError:
        log.warning("not_counted", exc_info=True)


@cache
def _counters() -> Counters | None:
    if settings.METRICS_TOKEN:
        with _best_effort():
            return Counters(settings.DATA_DIR / "metrics")
    return None
