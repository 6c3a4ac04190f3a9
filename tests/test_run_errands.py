"""The worker's errands: each step for itself."""

import threading
from unittest.mock import patch

import pytest
from django.core.cache import caches
from django.db import connection
from django.utils import timezone
from wagtail.models import Site

from standfirst.cli import errands
from standfirst.publishing.models import NewsroomSettings

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "step",
    [
        "standfirst.discussion.services.forget_what_is_old",
        "standfirst.notifications.services.tidy",
        "standfirst.funding.services.tidying.tidy_letters",
        "standfirst.discussion.services.sweep_pictures",
        "standfirst.funding.services.supporters.stop_for_erased",
        "django.core.management.call_command",
    ],
)
def test_what_cannot_be_forgotten_keeps_nothing_else(step: str, caplog: pytest.LogCaptureFixture):
    with (
        patch(step, side_effect=ValueError("broken"), __name__="step"),
        patch.object(caches["default"], "sweep", __name__="sweep") as swept,
    ):
        errands.forget_what_is_old()
    assert swept.called
    assert "errand_failed" in [record.message for record in caplog.records]


def test_marks_that_fail_leave_the_letters_alone():
    with (
        patch("standfirst.funding.services.marking.mark_all", side_effect=ValueError, __name__="m"),
        patch(
            "standfirst.funding.services.regular_letters.announce_renewals", __name__="a"
        ) as told,
    ):
        errands.keep_supporters()
    assert told.called


class Enough(BaseException):
    """Ends what else goes on for ever."""


def test_counts_days_by_the_newsrooms_clock():
    newsroom = NewsroomSettings.for_site(Site.objects.get(is_default_site=True))
    newsroom.time_zone = "Europe/Copenhagen"
    newsroom.save()
    seen = []

    def errand() -> None:
        seen.append(timezone.get_current_timezone_name())
        raise Enough

    with pytest.raises(Enough), patch("django.db.close_old_connections"):
        errands._repeat(errand, 0)
    assert seen == ["Europe/Copenhagen"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="every thread has the file open for itself"
)
def test_an_errand_that_rests_holds_no_connection():
    left: list[object] = []

    def run() -> None:
        errands._run_once(connection.ensure_connection)
        left.append(connection.connection)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert left == [None]
