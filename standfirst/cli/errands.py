"""What the worker does beside the queue of tasks, each in a thread of its own, over and over."""

import logging
import threading
import time
from collections.abc import Callable
from functools import partial

# Before somebody who did not answer is asked again.
AWAY = 15
# Who comes back within that keeps the connection to SQLite: each takes half a megabyte.
_OFTEN = 1

log = logging.getLogger("standfirst.worker")


def start() -> None:
    """Begin all errands."""
    from django.conf import settings

    from standfirst.lib.health import worker_is_here

    errands: dict[Callable[[], None], float] = {
        publish_what_is_due: 15,
        worker_is_here: 5,
        react: 1,
        send_letters: 1,
        write_to_supporters: 1,
        apply_messages: 1,
        send_refunds: 1,
        give_back_tasks: 60,
        keep_search_index: 60,
        reconcile: 300,
        keep_supporters: 3600,
        forget_what_is_old: 3600,
        check_books: 24 * 3600,
    }
    if settings.FRONT_CACHES:
        errands[purge_front_caches] = 1
    for errand, pause in errands.items():
        threading.Thread(target=_repeat, args=(errand, pause), daemon=True).start()


def publish_what_is_due() -> None:
    """Publish and expire pages whose time has come."""
    from django.utils import timezone

    from standfirst.publishing.scheduled import publish_due

    publish_due(at=timezone.now())


def react() -> None:
    """Do what follows from what happened, until nothing is due."""
    from django.utils import timezone

    from standfirst.reactions.services import run_due

    while run_due(at=timezone.now()):
        pass


def purge_front_caches() -> None:
    """Have caches in front forget what changed."""
    from standfirst.delivery.front_cache.purging import purge_changed

    purge_changed()


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


def give_back_tasks() -> None:
    """Have done anew what a worker was killed in the middle of."""
    from .queue import give_back_tasks as give_back

    give_back()


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

    def sum_up() -> None:
        while sum_up_the_year(at=timezone.now()):
            pass

    now = timezone.now()
    _each(partial(mark_all, at=now), partial(announce_renewals, at=now), sum_up)


def forget_what_is_old() -> None:
    """Drop what is kept for a while only."""
    from django.conf import settings
    from django.core.cache import cache
    from django.core.management import call_command
    from django.utils import timezone

    from standfirst.discussion.services import forget_what_is_old as forget_addresses
    from standfirst.discussion.services import sweep_pictures
    from standfirst.funding.services.supporters import forget_again, stop_for_erased
    from standfirst.funding.services.tidying import tidy_letters
    from standfirst.lib.pictures import copies
    from standfirst.notifications.services import tidy

    now = timezone.now()
    _each(
        partial(forget_addresses, at=now),
        partial(tidy, at=now),
        partial(tidy_letters, at=now),
        partial(sweep_pictures, at=now),
        forget_again,
        partial(stop_for_erased, at=now),
        partial(call_command, "clearsessions", verbosity=0),
        *([copies.sweep] if settings.MEDIA_BUCKET else []),
        cache.sweep,  # type: ignore[attr-defined]  # Django's own have none
    )


def keep_search_index() -> None:
    """Build the search index anew where the newsroom's language or this version asks for another."""
    from standfirst.publishing.search_index import rebuild_when_due

    rebuild_when_due()


def check_books() -> None:
    """Add the books up again."""
    from django.utils import timezone

    from standfirst.funding.services.checking import check_books as add_up

    add_up(at=timezone.now())


def _each(*steps: Callable[[], object]) -> None:
    """Take each step for itself: one that fails is told to the operator, and holds up no other."""
    from standfirst.lib.one_by_one import AWAY

    for step in steps:
        name = (step.func if isinstance(step, partial) else step).__name__
        try:
            step()
        except AWAY:
            log.warning("errand_postponed", extra={"errand": name})
        except Exception:
            log.exception("errand_failed", extra={"errand": name})


def _repeat(errand: Callable[[], None], pause: float) -> None:
    """Run `errand` every `pause` seconds; a database or a mail server that is away ends nothing."""
    from django.db import connection

    while True:
        _run_once(errand)
        if pause > _OFTEN:
            connection.close()
        time.sleep(pause)


def _run_once(errand: Callable[[], None]) -> None:
    from django.db import DatabaseError, close_old_connections, connection
    from django.utils import timezone

    from standfirst.lib import outage
    from standfirst.lib.errors import Unavailable
    from standfirst.lib.metrics import count_database_error
    from standfirst.publishing.days import newsroom_zone

    close_old_connections()
    try:
        # "Today" of a gift or a campaign is the newsroom's, as on its pages.
        with timezone.override(newsroom_zone()):
            errand()
    except DatabaseError as error:
        connection.close()
        count_database_error(error)
        if not outage.wait_out(error):
            log.exception("errand_failed", extra={"errand": errand.__name__})
            time.sleep(AWAY)
    except Unavailable:
        log.warning("errand_postponed", extra={"errand": errand.__name__})
        time.sleep(AWAY)
    except Exception:
        log.exception("errand_failed", extra={"errand": errand.__name__})
    finally:
        # Errands rest for seconds or hours, and share few connections.
        close_old_connections()
