"""Sends events to the webhook, signed; and everything that can go wrong with that."""

import hashlib
import heapq
import hmac
import http.client
import itertools
import json
import random
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from .world import Shape, World

# Where nobody answered, the next one waits so many seconds.
PAUSE = 0.02


@dataclass
class Knobs:
    """How badly it goes. Shares are of all events; seconds are by the real clock."""

    duplicate: float = 0.0
    drop: float = 0.0
    # Each delivery waits up to so long, so that they come in another order.
    reorder: float = 0.0
    delay: float = 0.0
    # How often, at most, what was not answered with 2xx is sent again, and after how long.
    retries: int = 3
    retry_after: float = 0.5
    senders: int = 4
    # Nothing is sent meanwhile.
    hold: bool = False
    # Nobody waits for the time of a delivery: as fast as it goes, in the order of their times.
    hurry: bool = False


@dataclass
class Sent:
    """What came of it."""

    delivered: int = 0
    refused: int = 0
    dropped: int = 0
    doubled: int = 0
    # What was not answered with 2xx, and sent once more.
    again: int = 0
    # Seconds that each answer took.
    took: list[float] = field(default_factory=list)


class Webhooks:
    """A queue of deliveries, and threads that send them."""

    def __init__(self, world: World, url: str, secret: str, *, seed: int = 1) -> None:
        self.world, self.url, self.secret = world, url, secret
        self.knobs, self.sent = Knobs(), Sent()
        self._random = random.Random(seed)  # noqa: S311 - what goes wrong can be repeated
        # When it is to be sent, a number that no other has, the event, how often it was tried.
        self._waiting: list[tuple[float, int, Shape, int]] = []
        self._numbers = itertools.count()
        self._busy = 0
        self._ready = threading.Condition()
        for _number in range(self.knobs.senders):
            threading.Thread(target=self._send_all, daemon=True).start()

    def take(self, event: Shape) -> None:
        """Queue an event once, twice or never."""
        if not self.url:
            return
        with self._ready:
            if self._random.random() < self.knobs.drop:
                self.sent.dropped += 1
                return
            times = 1 + (self._random.random() < self.knobs.duplicate)
            self.sent.doubled += times - 1
            for _time in range(times):
                self._put(event, 0, self.knobs.delay + self._random.random() * self.knobs.reorder)
            self._ready.notify_all()

    def turn(self, **knobs: float) -> None:
        """Turn knobs, by their names."""
        with self._ready:
            for name, value in knobs.items():
                setattr(self.knobs, name, value)
            self._ready.notify_all()

    def waiting(self) -> int:
        """Return how many deliveries have not ended yet."""
        with self._ready:
            return len(self._waiting) + self._busy

    def _put(self, event: Shape, tries: int, wait: float) -> None:
        entry = (time.monotonic() + wait, next(self._numbers), event, tries)
        heapq.heappush(self._waiting, entry)

    def _send_all(self) -> None:
        connection: http.client.HTTPConnection | None = None
        while True:
            event, tries = self._next()
            parts = urlsplit(self.url)
            connection = connection or http.client.HTTPConnection(parts.netloc, timeout=20)
            try:
                ok = self._send(connection, parts.path, event)
            except (OSError, http.client.HTTPException):
                connection.close()
                ok = False
                time.sleep(PAUSE)
            with self._ready:
                self._busy -= 1
                if ok:
                    self.sent.delivered += 1
                elif tries < self.knobs.retries:
                    self.sent.again += 1
                    self._put(event, tries + 1, self.knobs.retry_after)
                    self._ready.notify_all()
                else:
                    self.sent.refused += 1

    def _next(self) -> tuple[Shape, int]:
        with self._ready:
            while True:
                wait = self._wait()
                if wait is not None and wait <= 0:
                    _at, _number, event, tries = heapq.heappop(self._waiting)
                    self._busy += 1
                    return event, tries
                self._ready.wait(wait)

    def _wait(self) -> float | None:
        """Return the seconds until the next delivery; None until somebody says otherwise."""
        if not self._waiting or self.knobs.hold:
            return None
        return 0.0 if self.knobs.hurry else self._waiting[0][0] - time.monotonic()

    def _send(self, connection: http.client.HTTPConnection, path: str, event: Shape) -> bool:
        body = json.dumps(event, indent=2)
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
            "Stripe-Signature": sign(body, self.secret, self.world.now()),
        }
        began = time.perf_counter()
        connection.request("POST", path, body.encode(), headers)
        answer = connection.getresponse()
        answer.read()
        with self._ready:
            self.sent.took.append(time.perf_counter() - began)
        return 200 <= answer.status < 300


def sign(body: str, secret: str, at: int) -> str:
    """Return the signature's header as Stripe documents it."""
    made = hmac.new(secret.encode(), f"{at}.{body}".encode(), hashlib.sha256).hexdigest()
    return f"t={at},v1={made}"
