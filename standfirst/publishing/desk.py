"""What the newsroom finds first in the editor: where to write, and what comes and goes by itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.site_summary import SummaryItem
from wagtail.admin.ui.components import Component
from wagtail.models import Page, Revision

from .models import ArticlePage, NewsroomSettings, SectionPage

_ROWS = 5
# The worker looks every fifteen seconds.
_LATE_AFTER = timedelta(minutes=2)
_MOST_SECTIONS = 12


@dataclass(frozen=True, slots=True)
class Appointment:
    """A page that comes or goes by itself."""

    page_id: int
    title: str
    at: datetime


class InThePaper(SummaryItem):
    """How many pages, pictures or files there are, in the paper: Wagtail names itself to who may see all sites."""

    def __init__(self, request: HttpRequest, item: SummaryItem) -> None:
        super().__init__(request)
        self._item, self.order, self.template_name = item, item.order, item.template_name

    def is_shown(self) -> bool:
        """To whom Wagtail shows it."""
        return bool(self._item.is_shown())

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return what Wagtail says, with the name of the paper."""
        values: dict[str, Any] = self._item.get_context_data(parent_context)
        return values | {"site_name": NewsroomSettings.for_request(self.request).name}


class NewsroomPanel(Component):
    """For everybody who writes; a moderator or treasurer does not see it."""

    order = 50
    template_name = "desk/panel.html"

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def is_shown(self) -> bool:
        """Whether the person may do anything with pages."""
        return bool(user_has_any_page_permission(self.request.user))

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return where this person may write, and the next appointments, soonest first."""
        now = timezone.now()
        return {
            "sections": self._sections(),
            "published_this_week": ArticlePage.objects.live()
            .filter(first_published_at__gt=now - timedelta(days=7))
            .count(),
            "late": _late(now),
            "scheduled": _scheduled(now),
            "leaving": _leaving(now),
        }

    def _sections(self) -> list[SectionPage]:
        sections = SectionPage.objects.order_by("path")[:_MOST_SECTIONS]
        return [
            section
            for section in sections
            if section.permissions_for_user(self.request.user).can_add_subpage()
        ]


def _late(now: datetime) -> list[Appointment]:
    """Return what should have come out and did not: its version fails, or nothing publishes at all."""
    return _appointments(approved_go_live_at__lt=now - _LATE_AFTER)


def _scheduled(now: datetime) -> list[Appointment]:
    return _appointments(approved_go_live_at__gt=now)


def _appointments(**when: datetime) -> list[Appointment]:
    revisions = Revision.page_revisions.filter(**when).order_by("approved_go_live_at", "pk")
    return [
        Appointment(
            int(revision.object_id),
            revision.content.get("title") or revision.object_str,
            revision.approved_go_live_at,
        )
        for revision in revisions[:_ROWS]
    ]


def _leaving(now: datetime) -> list[Appointment]:
    pages = Page.objects.live().filter(expire_at__gt=now).order_by("expire_at", "pk")[:_ROWS]
    return [Appointment(page.pk, page.title, page.expire_at) for page in pages]
