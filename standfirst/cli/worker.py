"""`standfirst worker`: the background work; by itself, or beside the server that `standfirst run` starts."""

import threading
import time

import click

from standfirst.lib import parents

from . import ports

# Seconds after which a server that does not answer is not waited for any longer.
_GREET_WITHIN = 300.0


@click.command()
@click.option("--parent", type=int, hidden=True, help="End with this process.")
@click.option("--greet", nargs=2, type=(str, int), hidden=True, help="When the server answers.")
def worker(*, parent: int | None, greet: tuple[str, int] | None) -> None:
    """Do the background work: due publishing and expiry, what follows from what happened, the search index.

    `standfirst run` starts one by itself; start more on other machines if you have them.
    """
    if parent:
        parents.leave_keyboard_to(parent)
    from .django import set_up

    set_up()
    from standfirst.lib import changes

    # The one before may have been killed between a commit and telling of it.
    changes.tell_everything()
    if greet:
        threading.Thread(target=_greet, args=greet, daemon=True).start()
    from . import errands, queue

    errands.start()
    queue.work()


def _greet(host: str, port: int) -> None:
    """Say where the paper is, once it is there."""
    from .prepare import greet

    until = time.monotonic() + _GREET_WITHIN
    while not ports.is_listening(host, port):
        if time.monotonic() > until:
            return
        time.sleep(0.1)
    greet()
