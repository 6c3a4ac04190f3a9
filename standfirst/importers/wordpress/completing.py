"""Completes pages of earlier runs with what has come since: pictures of a media folder, other files of the same site."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

from django.db import InterfaceError, OperationalError, transaction
from wagtail.models import Page, Revision

from standfirst.lib.errors import Refused
from standfirst.publishing.models import ArticlePage, HomePage, PlainPage

from .ledger import Kind, Ledger
from .records import Item

if TYPE_CHECKING:
    from standfirst.importers.models import ImportedObject

    from .pages import Pages
    from .places import OldPlaces
    from .report import Report

log = logging.getLogger("standfirst.importers")
KEPT = ("id", "type", "status", "title", "content", "parent", "meta")


def as_waiting(item: Item) -> str:
    """Return what a page can be written from again."""
    return json.dumps({name: getattr(item, name) for name in KEPT})


def complete_pages(pages: Pages, ledger: Ledger, places: OldPlaces, report: Report) -> None:
    """Write the pages again that waited for something, unless somebody has edited them here; those are named.

    One that fails holds up no other; a database that is away rises.
    """
    for row in ledger.waiting():
        try:
            with transaction.atomic():
                _look_after(row, pages, places, report)
        except Exception as error:
            if isinstance(error, (OperationalError, InterfaceError, Refused)):
                raise
            log.exception("page_not_completed", extra={"page": row.object_id})
            words = (
                f"{row.kind} {row.foreign_id} that could not be completed ({type(error).__name__})"
            )
            report.left_out[words] += 1


def _look_after(row: ImportedObject, pages: Pages, places: OldPlaces, report: Report) -> None:
    model = ArticlePage if row.kind == Kind.ARTICLE else PlainPage
    page = model.objects.filter(pk=row.object_id).first()
    if page is None:
        _keep(row, "")
    elif _is_edited(page):
        words = f"edited here, so it keeps waiting for pictures or links: {page.title[:80]}"
        report.remarks[words] += 1
    elif _complete(page, row, pages, places):
        report.taken[f"{row.kind} of an earlier run that was completed"] += 1


def _complete(
    page: ArticlePage | PlainPage, row: ImportedObject, pages: Pages, places: OldPlaces
) -> bool:
    """Return whether anything changed."""
    item = Item(**json.loads(row.waiting))
    before, lead, missing = list(page.body.raw_data), _lead(page), places.missing
    pages.write_body(page, item, places)
    is_changed = list(page.body.raw_data) != before or _lead(page) != lead
    if is_changed:
        page.save(clean=False)
        Revision.objects.filter(pk=page.latest_revision_id).update(content=page.serializable_data())
    above = pages.page_above(item)
    is_moved = above is not None and HomePage.objects.filter(pk=page.get_parent().pk).exists()
    if above is not None and is_moved:
        page.move(Page.objects.get(pk=above.pk), pos="last-child")
    is_alone = item.type == "page" and item.parent and above is None
    if places.missing == missing and not is_alone:
        _keep(row, "")
    return is_changed or is_moved


def _lead(page: ArticlePage | PlainPage) -> int | None:
    number: int | None = page.lead_picture_id if isinstance(page, ArticlePage) else None
    return number


def _is_edited(page: Page) -> bool:
    """Say whether there is any version beside the one that the import made."""
    versions = list(Revision.objects.for_instance(page).values_list("pk", "user")[:2])
    return versions != [(page.latest_revision_id, None)]


def _keep(row: ImportedObject, waiting: str) -> None:
    row.waiting = waiting
    row.save(update_fields=["waiting"])
