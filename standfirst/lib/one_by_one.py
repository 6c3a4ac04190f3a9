"""Work on a list of which one row may be broken."""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db import InterfaceError, OperationalError, transaction

from .errors import Unavailable

# The world is away, and would be for the next row, too: whoever called tries again later.
AWAY = (OperationalError, InterfaceError, Unavailable)

log = logging.getLogger("standfirst.worker")
Row = TypeVar("Row")


def one_by_one(rows: Iterable[Row], act: Callable[[Row], object], *, event: str) -> int:
    """Do `act` with each row in a transaction of its own; returns how many were done.

    One that fails is undone, told to the operator as `event` in the log, and holds up no other. A
    database or a provider that is away rises.
    """
    done = 0
    for row in rows:
        try:
            with transaction.atomic():
                act(row)
        except AWAY:
            raise
        except Exception:
            log.exception(event, extra={"row": getattr(row, "pk", None) or str(row)})
        else:
            done += 1
    return done
