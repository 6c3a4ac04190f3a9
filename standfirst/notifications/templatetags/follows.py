"""What can be followed on other apps' pages."""

from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from django.urls import reverse
from django.utils.http import urlencode
from wagtail.models import Page

from standfirst.accounts.queries import proven_address
from standfirst.accounts.roles import MODERATOR
from standfirst.discussion.models import Thread
from standfirst.lib.prepared import Prepared
from standfirst.notifications.models import Follow, Frequency, Kind
from standfirst.notifications.queries import choice_of_moderator

register = template.Library()
_follows = Prepared(
    lambda user, target: Follow.objects.filter(
        follower__user=user, target__in=["", target], confirmed_at__isnull=False, ended_at=None
    ).values_list("kind"),
    int,
    str,
)


@register.inclusion_tag("notifications/box.html", takes_context=True)
def follow_box(context: Context, thread: Thread, feed: str) -> dict[str, Any]:
    """“Notify of” beside a discussion: the same for every stranger, their own for a reader who is signed in."""
    request = context.get("request")
    user = getattr(request, "user", None)
    is_reader = user is not None and user.is_authenticated
    has = {kind for (kind,) in _follows.all(user.pk, thread.key)} if is_reader and user else set()
    return {
        "request": request,
        "can_mail": settings.CAN_MAIL,
        "thread": thread,
        "feed": feed,
        "is_reader": is_reader,
        "follows_thread": Kind.THREAD in has,
        "follows_replies": Kind.REPLIES in has,
        "frequencies": Frequency.choices,
    }


@register.inclusion_tag("notifications/moderators.html", takes_context=True)
def letters_to_moderators(context: Context) -> dict[str, Any]:
    """How often the moderator who is signed in hears of comments that wait, and the form to change it."""
    user = context["request"].user
    row = choice_of_moderator(user)
    # Whoever never chose has one a day, where moderating is their role and letters reach them.
    has_usual = user.groups.filter(name=MODERATOR).exists() and proven_address(user)
    usual = Frequency.DAILY if has_usual else ""
    return {
        "can_mail": settings.CAN_MAIL,
        "chosen": usual if row is None else "" if row.ended_at else row.frequency,
        "frequencies": Frequency.choices,
    }


@register.inclusion_tag("notifications/account_section.html", takes_context=True)
def own_follows_section(context: Context) -> dict[str, Any]:
    """How much the reader who is signed in follows, and the way to it."""
    user = context["request"].user
    standing = Follow.objects.filter(follower__user=user, confirmed_at__isnull=False, ended_at=None)
    return {"count": standing.count()}


@register.inclusion_tag("notifications/link.html")
def follow_link(page: Page, kind: str) -> dict[str, Any]:
    """The way to the form for following an author, a topic or a section."""
    asked = urlencode({"kind": kind, "target": page.pk})
    address = f"{reverse('notifications:ask')}?{asked}"
    return {
        "can_mail": settings.CAN_MAIL and page.pk,
        "address": address,
        "kind": kind,
        "page": page,
    }
