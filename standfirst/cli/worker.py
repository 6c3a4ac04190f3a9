"""`standfirst worker`: the background work; by itself, or forked off what `standfirst run` has loaded."""

import click

from standfirst.lib import parents


@click.command()
def worker() -> None:
    """Do the background work: due publishing and expiry, what follows from what happened, the search index.

    `standfirst run` starts one by itself; start more on other machines if you have them.
    """
    from .django import set_up

    set_up()
    work()


def work(*, parent: int | None = None) -> None:
    """Do it in this process until it is told to end, with the process `parent` where one began it."""
    if parent:
        parents.leave_keyboard_to(parent)
        parents.set_process_name("standfirst-work")
        from .django import set_up

        set_up()
    from standfirst.lib import changes

    from . import errands, queue

    # The one before may have been killed between a commit and telling of it.
    changes.tell_everything()
    errands.start()
    queue.work()
