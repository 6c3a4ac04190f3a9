"""Pages that come and go by themselves, each for itself: one that cannot holds up no other."""

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.db import InterfaceError, OperationalError, transaction
from django.utils.dateparse import parse_datetime
from wagtail.models import Page, Revision

log = logging.getLogger("standfirst.publishing")

# What this process told the operator of; it is tried again each round, but told once.
_told: set[tuple[str, int]] = set()


def publish_due(*, at: datetime) -> None:
    """Take down every page whose end has come by `at`, and publish every version whose hour has.

    It is Wagtail's `publish_scheduled`, which stops at the first page that fails, and stops there
    again each time.
    """
    expired = Page.objects.live().filter(expire_at__lt=at).order_by("expire_at", "pk")
    for page in list(expired):
        _do("page_not_expired", page.pk, page=page.pk, act=partial(_expire, page))
    due = Revision.objects.filter(approved_go_live_at__lt=at)
    for number, page in list(
        due.order_by("approved_go_live_at", "pk").values_list("pk", "object_id")
    ):
        _do("page_not_published", number, page=page, act=partial(_publish, number))


def _expire(page: Page) -> None:
    """Take a page down, and forget the end that has done its work: the page may come back."""
    ended, page.expire_at = page.expire_at, None
    page.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    version = page.latest_revision
    end = parse_datetime(version.content.get("expire_at") or "") if version else None
    if end and end <= ended:
        version.content["expire_at"] = None
        version.save(update_fields=["content"])


def _publish(number: int) -> None:
    # Another process, or an earlier version of the same page, may have been quicker.
    revision = Revision.objects.filter(pk=number, approved_go_live_at__isnull=False).first()
    if revision:
        revision.publish(log_action="wagtail.publish.scheduled")


def _do(event: str, number: int, *, page: object, act: Callable[[], None]) -> None:
    try:
        with transaction.atomic():
            act()
    except (OperationalError, InterfaceError):
        raise  # The database is away or busy: nothing of the page's own.
    except Exception:
        if (event, number) not in _told:
            _told.add((event, number))
            log.exception(event, extra={"page": page, "revision": number})
    else:
        _told.discard((event, number))
