"""What waits for the treasurer, on the first page of the admin."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.ui.components import Component

from standfirst.accounts.models import User
from standfirst.funding.queries import what_waits

from .gifts import REFUND


class FundingPanel(Component):
    """For who sees gifts; each line leads to where the work is done."""

    order = 45
    template_name = "funding/desk/panel.html"

    def __init__(self, request: HttpRequest) -> None:
        assert isinstance(request.user, User)  # noqa: S101 - it is shown to staff alone
        self._reader = request.user

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return what waits, and how many gifts arrived in a week, today included."""
        now, today = timezone.now(), timezone.localdate()
        return {
            "waits": what_waits(since=today - timedelta(days=6), reader=self._reader, at=now),
            "agrees_to_refunds": self._reader.has_perm(REFUND),
            "enters_gifts": self._reader.has_perm("funding.add_gift"),
        }
