"""The page of all that somebody follows, and the way out in one click."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from standfirst.lib.access import anyone, reader
from standfirst.lib.http import own_forms_only, see_other
from standfirst.notifications import links, services
from standfirst.notifications.forms import ChangeForm
from standfirst.notifications.models import Follow, Follower, Frequency
from standfirst.notifications.queries import follower_of, follows_of
from standfirst.notifications.showing import show_follows

from .tokens import by_letter, wrong_link


@reader
@own_forms_only
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """What a signed-in reader follows."""
    follower = follower_of(request.user) if request.user.is_authenticated else None
    if request.method == "POST" and follower is not None:
        return _change(request, follower)
    return _page(request, follower)


@by_letter
def manage(request: HttpRequest, token: str) -> HttpResponse:
    """The same for whoever has a letter's link, without a password."""
    try:
        number = links.follower_number(token)
    except links.WrongToken as refusal:
        return wrong_link(request, refusal)
    follower = Follower.objects.select_related("user").filter(pk=number).first()
    if follower is None:
        return wrong_link(request)
    if request.method == "POST":
        return _change(request, follower)
    return _page(request, follower)


@by_letter
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """End what a letter came for. Mail providers post here by themselves when their user asks them to (RFC 8058).

    A post is answered at once and never redirected: providers do not follow.
    """
    try:
        numbers = links.follows_to_stop(token)
    except links.WrongToken as refusal:
        return wrong_link(request, refusal)
    if request.method == "POST":
        services.end_follows(numbers=numbers, at=timezone.now())
    follows = Follow.objects.filter(pk__in=numbers).select_related("follower")
    follower = follows[0].follower if follows else None
    context = {
        "is_done": request.method == "POST",
        "rows": show_follows(list(follows)),
        "manage": links.manage_path(follower) if follower else "",
    }
    return render(request, "notifications/stop.html", context)


@anyone
@require_safe
def forgotten(request: HttpRequest) -> HttpResponse:
    """What somebody sees who had their address erased."""
    return render(request, "notifications/forgotten.html")


def _page(request: HttpRequest, follower: Follower | None) -> HttpResponse:
    follows = follows_of(follower) if follower else []
    context = {
        "follower": follower,
        "address": follower.address if follower else "",
        "rows": show_follows(follows),
        "frequencies": Frequency.choices,
        "reason": follower.get_suppressed_for_display() if follower else "",
    }
    return render(request, "notifications/manage.html", context)


def _change(request: HttpRequest, follower: Follower) -> HttpResponse:
    form = ChangeForm(request.POST)
    if not form.is_valid():
        raise Http404
    act, now = form.cleaned_data["act"], timezone.now()
    if act == "end-all":
        services.end_all(follower=follower, at=now)
    elif act == "resume":
        services.resume(follower=follower)
    elif act == "erase":
        services.erase(follower=follower)
        return see_other(reverse("notifications:forgotten"))
    else:
        _change_one(form, follower)
    return see_other(request.path)


def _change_one(form: ChangeForm, follower: Follower) -> None:
    values = form.cleaned_data
    row = follower.follows.filter(pk=values["follow"] or 0).first()
    if row is None:
        raise Http404
    if values["act"] == "end":
        services.end_follows(numbers=[row.pk], at=timezone.now())
    elif values["frequency"]:
        services.change_frequency(follow=row, frequency=Frequency(values["frequency"]))
