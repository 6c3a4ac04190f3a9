"""What the worker does beside the queue of tasks, each in a thread of its own, over and over."""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable

# Before somebody who did not answer is asked again.
AWAY = 15

log = logging.getLogger("standfirst.worker")


def start(*, parent: int) -> None:
    """Begin all errands; when the process `parent` is gone, this one ends."""
    errands: dict[Callable[[], None], float] = {
        publish_what_is_due: 15,
        react: 1,
        send_letters: 1,
        write_to_supporters: 1,
        apply_messages: 1,
        send_refunds: 1,
        keep_search_index: 60,
        reconcile: 300,
        keep_supporters: 3600,
        forget_what_is_old: 3600,
        check_books: 24 * 3600,
    }
    for errand, pause in errands.items():
        threading.Thread(target=_repeat, args=(errand, pause), daemon=True).start()
    threading.Thread(target=end_with, args=(parent,), daemon=True).start()


def publish_what_is_due() -> None:
    """Publish and expire pages whose time has come."""
    from django.core.management import call_command

    call_command("publish_scheduled", verbosity=0)


def react() -> None:
    """Do what follows from what happened, until nothing is due."""
    from django.utils import timezone

    from standfirst.reactions.services import run_due

    while run_due(at=timezone.now()):
        pass


def send_letters() -> None:
    """Send what is due, until nothing is."""
    from django.conf import settings
    from django.utils import timezone

    from standfirst.notifications.services import send_due

    while settings.CAN_MAIL and send_due(at=timezone.now()):
        pass


def write_to_supporters() -> None:
    """Send receipts, and whatever else is due to those who give."""
    from django.conf import settings
    from django.utils import timezone

    from standfirst.funding.services.sending import send_due

    while settings.CAN_MAIL and send_due(at=timezone.now()):
        pass


def apply_messages() -> None:
    """Book what the payment provider told us, until nothing is due."""
    from django.utils import timezone

    from standfirst.funding.gateways import stripe
    from standfirst.funding.services.intake import apply_due

    gateway = stripe.configured()
    while gateway and apply_due(gateway=gateway, at=timezone.now()):
        pass


def send_refunds() -> None:
    """Ask payment providers for what is due to go back, until nothing is."""
    from django.utils import timezone

    from standfirst.funding.services.refunds import send_due

    while send_due(at=timezone.now()):
        pass


def reconcile() -> None:
    """Compare our books with what the payment provider holds; with the demonstration, where that is played."""
    from django.utils import timezone

    from standfirst.funding.gateways import gateway
    from standfirst.funding.services.reconciling import reconcile_when_due

    if found := gateway():
        reconcile_when_due(gateway=found, at=timezone.now())


def keep_supporters() -> None:
    """Keep marks in line with the books; write ahead of yearly payments, and of the year that is over."""
    from django.utils import timezone

    from standfirst.funding.services.marking import mark_all
    from standfirst.funding.services.regular_letters import announce_renewals, sum_up_the_year

    mark_all(at=timezone.now())
    announce_renewals(at=timezone.now())
    while sum_up_the_year(at=timezone.now()):
        pass


def forget_what_is_old() -> None:
    """Drop what is kept for a while only."""
    from django.core.cache import cache
    from django.core.management import call_command
    from django.utils import timezone

    from standfirst.discussion.services import forget_what_is_old as forget_addresses
    from standfirst.discussion.services import sweep_pictures
    from standfirst.funding.services.supporters import forget_again, stop_for_erased
    from standfirst.funding.services.tidying import tidy_letters
    from standfirst.notifications.services import tidy

    forget_addresses(at=timezone.now())
    tidy(at=timezone.now())
    tidy_letters(at=timezone.now())
    sweep_pictures(at=timezone.now())
    forget_again()
    stop_for_erased(at=timezone.now())
    call_command("clearsessions", verbosity=0)
    cache.sweep()  # type: ignore[attr-defined]  # Django's own have none


def keep_search_index() -> None:
    """Build the search index anew where the newsroom's language or this version asks for another."""
    from standfirst.publishing.search_index import rebuild_when_due

    rebuild_when_due()


def check_books() -> None:
    """Add the books up again."""
    from django.utils import timezone

    from standfirst.funding.services.checking import check_books as add_up

    add_up(at=timezone.now())


def _repeat(errand: Callable[[], None], pause: float) -> None:
    """Run `errand` every `pause` seconds; a database or a mail server that is away ends nothing."""
    from django.db import DatabaseError, close_old_connections

    from standfirst.lib.errors import Unavailable

    while True:
        close_old_connections()
        try:
            errand()
        except DatabaseError:
            log.warning("errand_postponed", extra={"errand": errand.__name__})
        except Unavailable:
            log.warning("errand_postponed", extra={"errand": errand.__name__})
            time.sleep(AWAY)
        except Exception:
            log.exception("errand_failed", extra={"errand": errand.__name__})
        time.sleep(pause)


def end_with(parent: int) -> None:
    """Wait until the process `parent`, which began this one, is gone; then end this one."""
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
