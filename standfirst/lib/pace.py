"""How often somebody may do something: whatever is counted for a while, in any app, is counted here.

All processes of this machine count together, or those of all machines in a Redis, and a restart forgets nothing.
Where the shared cache cannot be used, nothing is too often.

Source: docs/decisions/0013-limits.md
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from django.core.cache import cache
from django.http import HttpRequest

from .devices import NO_DEVICE, Device, device_of
from .http import client_address, networks_of
from .metrics import count_refused

# A /48 of IPv6 may be one house or a whole town's phones: for all that it does, it has so many times what a
# /64 has. What it does to one subject is counted for the /48 alone.
WIDER = 4
# An act that is timed when its request arrives may be written before one that arrived earlier and waited
# longer. So what is this far ahead counts; what is further ahead was written by a clock that was wrong.
WRITTEN_AHEAD = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """So many, within so many seconds of the first."""

    most: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Limits:
    """What is let through of one act; None sets no limit.

    The subject is whom it is done to: the account that is signed in to, the mailbox that is written to.
    """

    # By one network: to one subject (of IPv6, by the /48), and to all.
    here: Limit | None = None
    network: Limit | None = None
    # By all strangers together: to one subject, and to all.
    subject: Limit | None = None
    site: Limit | None = None
    # By a browser in which the subject signed in before. Nothing else holds that back.
    device: Limit | None = None


@dataclass(frozen=True, slots=True)
class Asker:
    """Where a request comes from, as far as limits tell; what no request caused comes from nowhere."""

    # Narrowest first; of IPv6 the /64 and the /48.
    networks: tuple[str, ...] = ()
    device: Device = NO_DEVICE


@dataclass(frozen=True, slots=True)
class Counted:
    """One act that was counted, and whether it is one too many."""

    keys: tuple[str, ...]
    is_too_often: bool = False

    def take_back(self) -> None:
        """Count it for nothing after all: the password was right."""
        for key in self.keys:
            with suppress(ValueError):  # forgotten since
                cache.incr(key, -1)


def asker_of(request: HttpRequest | None) -> Asker:
    """Return who sent `request`; nobody where there was none."""
    if request is None:
        return Asker()
    return Asker(networks_of(client_address(request)), device_of(request))


def count(
    act: str, limits: Limits, *, asker: Asker, subject: str = "", account: str = ""
) -> Counted:
    """Count one `act` before it is done, and tell whether it is one too many.

    Counted first and compared afterwards: however many come at once, no more than the limit pass. The
    narrowest is asked first, and what it refuses counts no further: nobody uses up by themselves what
    all strangers share.

    Args:
        subject: whom it is done to, such as `mailbox_of` a mail address; "" where that is nobody.
        account: the mail address in full. A browser that signed in with it has a budget of its own.
    """
    keys: list[str] = []
    for name, limit in _counts(limits, asker, subject, account):
        keys.append(f"pace:{act}:{name}")
        if _one_more(keys[-1], seconds=limit.seconds) > limit.most:
            count_refused(act)
            return Counted(tuple(keys), is_too_often=True)
    return Counted(tuple(keys))


def is_too_often(act: str, sender: str, *, most: int, seconds: int = 60) -> bool:
    """Count one `act` of `sender` and tell whether there were more than `most` since the first of `seconds`."""
    is_refused = how_often(act, sender, seconds=seconds) > most
    if is_refused:
        count_refused(act)
    return is_refused


def how_often(act: str, sender: str, *, seconds: int) -> int:
    """Count one `act` of `sender` and return the how manieth it is since the first of `seconds`."""
    return _one_more(f"pace:{act}:{sender}", seconds=seconds)


def mailbox_of(address: str) -> str:
    """Return one name for all addresses that arrive in the same mailbox, for counting only.

    Capitals and what follows a "+" make no other mailbox, and at Gmail dots do not either. Two people's
    mailboxes may get one name where a mail server has other rules; an address is never changed by this.
    """
    name, _at, domain = address.strip().casefold().rpartition("@")
    with suppress(UnicodeError):
        domain = domain.encode("idna").decode()
    name = name.strip('"')
    name = name.partition("+")[0] or name
    if domain in {"gmail.com", "googlemail.com"}:
        name, domain = name.replace(".", ""), "gmail.com"
    return f"{name}@{domain}"


def _counts(
    limits: Limits, asker: Asker, subject: str, account: str
) -> Iterator[tuple[str, Limit]]:
    if limits.device and account and asker.device.knows(account):
        yield f"device:{asker.device.number}:{subject}", limits.device
        return
    if limits.here and subject and asker.networks:
        yield f"here:{asker.networks[-1]}:{subject}", limits.here
    if limits.network:
        for width, network in enumerate(asker.networks):
            most = limits.network.most * (WIDER if width else 1)
            yield f"network:{network}", Limit(most, limits.network.seconds)
    if limits.subject and subject:
        yield f"subject:{subject}", limits.subject
    if limits.site:
        yield "site", limits.site


def _one_more(key: str, *, seconds: int) -> int:
    cache.add(key, 0, seconds)
    try:
        return int(cache.incr(key))
    except ValueError:  # forgotten between the two
        return 1
