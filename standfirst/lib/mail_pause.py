"""A mail server that takes nothing is left alone for a while, twice as long each time.

Who goes on knocking at a server that says "not now" (421) is kept out for longer. All processes of one
machine know of the pause; where their cache cannot be used, there is none.
"""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.core.cache import cache

FIRST, LONGEST = timedelta(minutes=1), timedelta(minutes=30)
_KEY, _KEPT = "mail-server-pause", 7 * 24 * 3600


@dataclass(frozen=True)
class Pause:
    """Why and until when nothing is sent; times as `datetime.isoformat` writes them."""

    since: str
    until: str
    error: str
    refusals: int

    @property
    def until_at(self) -> datetime:
        """When the server is asked again."""
        return datetime.fromisoformat(self.until)


def current() -> Pause | None:
    """Return the last pause, over or not, if no letter was taken since."""
    kept = cache.get(_KEY)
    return Pause(**kept) if kept else None


def is_on(*, at: datetime) -> bool:
    """Whether the server is to be left alone."""
    pause = current()
    return pause is not None and at < pause.until_at


def begin(error: str, *, at: datetime) -> None:
    """Leave the server alone from now on; longer than before, if it took nothing since."""
    last = current()
    refusals = last.refusals + 1 if last else 1
    length = min(FIRST * 2 ** min(refusals - 1, 10), LONGEST)
    since = last.since if last else at.isoformat()
    pause = Pause(since, (at + length).isoformat(), error[:300], refusals)
    cache.set(_KEY, asdict(pause), _KEPT)


def end() -> None:
    """Forget the pause: the server took a letter."""
    cache.delete(_KEY)
