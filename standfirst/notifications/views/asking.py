"""Asking to follow, and saying yes to it."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from standfirst.lib.access import anyone
from standfirst.lib.http import own_forms_only, see_other
from standfirst.lib.pace import asker_of
from standfirst.notifications import links, services
from standfirst.notifications.forms import FollowForm
from standfirst.notifications.models import Follow, Frequency, Kind
from standfirst.notifications.queries import followed

from .tokens import by_letter, wrong_link


@anyone
@own_forms_only
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The form for one thing to follow, and where every such form is sent.

    Raises:
        Http404: no letters can go out.
    """
    if not settings.CAN_MAIL:
        raise Http404
    if request.method != "POST":
        return _form_page(request, FollowForm(initial=request.GET.dict()), status=200)
    user = request.user if request.user.is_authenticated else None
    form = FollowForm(request.POST, is_reader=user is not None)
    if not form.is_valid():
        return _form_page(request, form, status=422)
    try:
        if user is not None:
            row = services.follow(user=user, wish=form.wish(), at=timezone.now())
            own = f"{reverse('notifications:own')}#follow-{row.pk}"
            return see_other(own if row.stands else reverse("notifications:asked"))
        services.ask_to_follow(
            mail=form.cleaned_data["mail"],
            wish=form.wish(),
            asker=asker_of(request),
            at=timezone.now(),
        )
    except services.FollowRefused as refusal:
        form.add_refusal(refusal)
        return _form_page(request, form, status=422)
    return see_other(reverse("notifications:asked"))


@anyone
@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """The same words for every address, known or not."""
    return render(request, "notifications/asked.html")


@by_letter
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """A page with a button: mail programs that open links by themselves confirm nothing."""
    try:
        number = links.follow_to_confirm(token)
        if request.method == "POST":
            row = services.confirm(number=number, at=timezone.now())
            return see_other(f"{links.manage_path(row.follower)}#follow-{row.pk}")
    except (links.WrongToken, services.FollowGone) as refusal:
        return wrong_link(request, refusal)
    asked_for = Follow.objects.select_related("follower__user").filter(pk=number).first()
    if asked_for is None:
        return wrong_link(request)
    context = {
        "follow": asked_for,
        "what": Kind(asked_for.kind).label,
        "how_often": Frequency(asked_for.frequency).label,
        "name": followed(asked_for.kind, asked_for.target),
        "address": asked_for.follower.address,
    }
    return render(request, "notifications/confirm.html", context)


def _form_page(request: HttpRequest, form: FollowForm, *, status: int) -> HttpResponse:
    kind, target = str(form["kind"].value() or ""), str(form["target"].value() or "")
    name = followed(kind, target)
    if name is None and kind != Kind.REPLIES:
        raise Http404
    context = {
        "form": form,
        "what": Kind(kind).label,
        "name": name if kind != Kind.REPLIES else None,
        "kind": kind,
        "target": target,
        "frequencies": Frequency.choices,
        "chosen": form["frequency"].value() or Frequency.AT_ONCE,
    }
    return render(request, "notifications/ask.html", context, status=status)
