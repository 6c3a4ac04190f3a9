"""A campaign as Atom 1.0: where it stands, and an entry for each thing that it reached, and for its end."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from standfirst.lib.money import Money
from standfirst.lib.names import printable
from standfirst.publishing.days import beginning_of
from standfirst.publishing.models import NewsroomSettings

from . import queries
from .meter import Meter
from .models import Campaign

CONTENT_TYPE = "application/atom+xml; charset=utf-8"


@dataclass(frozen=True, slots=True)
class _Step:
    """Something that happened to a campaign; `name` tells it from the others for ever."""

    name: str
    title: str
    words: str
    at: datetime


class _Atom(Atom1Feed):
    def latest_post_date(self) -> Any:  # noqa: ANN401 - datetime, which Django leaves untyped
        return self.feed["updated_at"]


def write(campaign: Campaign, *, newsroom: NewsroomSettings, on: date) -> str:
    """Return the feed; its subtitle says what the meter does, to the cent."""
    meter = queries.meter(campaign, on=on)
    moved_at = queries.last_moved_at(campaign) or beginning_of(campaign.starts_on)
    steps = [*_reached(campaign, meter), *_end(campaign, meter, moved_at, on)]
    page = settings.SITE_URL + campaign.get_absolute_url()
    atom = _Atom(
        title=printable(f"{campaign.title} \u2013 {newsroom.name}"),
        link=page,
        description="",
        subtitle=printable(_words(meter)),
        language=get_language(),
        author_name=printable(newsroom.name),
        feed_url=settings.SITE_URL + reverse("funding:feed", args=[campaign.slug]),
        updated_at=max([moved_at, *(step.at for step in steps)]),
    )
    for step in sorted(steps, key=lambda step: step.at, reverse=True):
        atom.add_item(
            title=step.title,
            link=page,
            # Django declares summaries as HTML; ours are plain words.
            description=escape(printable(step.words)),
            pubdate=step.at,
            updateddate=step.at,
            unique_id=f"{page}#{step.name}",
        )
    return str(atom.writeString("utf-8"))


def _reached(campaign: Campaign, meter: Meter) -> Iterator[_Step]:
    """The milestones and goals that are reached: on the day the treasurer noted, or else by the books."""
    milestones = {row.amount.minor: row for row in meter.milestones}
    goals = {campaign.goal, campaign.stretch_goal or campaign.goal}
    amounts = {minor for minor in goals | milestones.keys() if minor <= meter.raised.minor}
    noted = {minor: row.reached_on for minor, row in milestones.items() if row.reached_on}
    booked = queries.reached_at(campaign, amounts - noted.keys())
    for minor in sorted(amounts):
        title = (
            _("The goal of %(amount)s is reached") if minor in goals else _("%(amount)s reached")
        )
        day = noted.get(minor, campaign.starts_on)
        yield _Step(
            name=f"reached-{minor}",
            title=title % {"amount": Money(minor, campaign.currency)},
            words=milestones[minor].words if minor in milestones else campaign.title,
            at=booked.get(minor) or beginning_of(day),
        )


def _end(campaign: Campaign, meter: Meter, moved_at: datetime, on: date) -> Iterator[_Step]:
    """The end, if it is over: after its last day, or where somebody ended it, when money last moved."""
    is_ended = campaign.state in {Campaign.State.ENDED, Campaign.State.ARCHIVED}
    if is_ended or meter.ended_on:
        at = beginning_of(meter.ended_on) if meter.ended_on else moved_at
        yield _Step("ended", _("The campaign has ended"), _words(meter), at)


def _words(meter: Meter) -> str:
    return f"{meter.raised} {meter.sentence}"
