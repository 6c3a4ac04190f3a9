"""What waits for the treasurer, on the first page of the admin."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.ui.components import Component

from standfirst.funding.queries import what_waits


class FundingPanel(Component):
    """For who sees gifts; each line leads to where the work is done."""

    order = 45
    template_name = "funding/desk/panel.html"

    def __init__(self, request: HttpRequest) -> None:
        self._may_enter = request.user.has_perm("funding.add_gift")

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return what waits, and how many gifts came in a week."""
        now = timezone.now()
        return {
            "waits": what_waits(since=now - timedelta(days=7)),
            "enters_gifts": self._may_enter,
        }
