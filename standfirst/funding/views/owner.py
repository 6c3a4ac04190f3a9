"""Whose page of gifts is asked for: by the link in a letter, or signed in with the same address."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from standfirst.accounts.known import known_user
from standfirst.funding import given, links
from standfirst.funding.forms import LinkForm
from standfirst.funding.models import Supporter
from standfirst.funding.services.moving import move
from standfirst.funding.services.own_gifts import ask_for_link
from standfirst.lib.access import View, anyone
from standfirst.lib.errors import Refused
from standfirst.lib.http import own_forms_only, see_other
from standfirst.lib.pace import asker_of


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose page it is, and where it lies."""

    supporters: list[Supporter]
    mail: str
    path: str
    # Good for an hour, in place of an account.
    is_by_link: bool


def of_owner(view: Callable[..., HttpResponse]) -> View:
    """Find out whose page is asked for, by the token or by who is signed in, and keep it from every cache.

    Who is not known is asked for an address. The page's own address is told to no other site.
    """

    @wraps(view)
    def opened(request: HttpRequest, *, token: str = "", **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401
        try:
            owner = _by_link(token) if token else _signed_in(request)
        except links.WrongLink as refusal:
            form = LinkForm()
            response = _ask(request, form, status=404, refusal=str(refusal))
        else:
            response = (
                view(request, owner, **kwargs) if owner else see_other(reverse("funding:link"))
            )
        patch_cache_control(response, private=True, no_store=True)
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return anyone(own_forms_only(require_http_methods(["GET", "HEAD", "POST"])(opened)))


def _by_link(token: str) -> Owner:
    supporters = links.supporters_of(token)
    path = reverse("funding:mine", args=[token])
    return Owner(supporters, supporters[0].mail, path, is_by_link=True)


def _signed_in(request: HttpRequest) -> Owner | None:
    user = known_user(request)
    if user is None:
        return None
    path = reverse("funding:own")
    return Owner(list(given.supporters_who_are(user)), user.email, path, is_by_link=False)


@anyone
@own_forms_only
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest) -> HttpResponse:
    """Ask for the letter with the link."""
    if request.method != "POST" or not settings.CAN_MAIL:
        return _ask(request, LinkForm())
    form = LinkForm(request.POST)
    if not form.is_valid():
        return _ask(request, form, status=422)
    try:
        ask_for_link(mail=form.cleaned_data["mail"], asker=asker_of(request), at=timezone.now())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _ask(request, form, status=422)
    return see_other(reverse("funding:link-sent"))


@anyone
@require_safe
def link_sent(request: HttpRequest) -> HttpResponse:
    """The same words for every address, whether or not it ever gave."""
    return render(request, "funding/link_sent.html")


@anyone
@own_forms_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def address(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the letter to a new address: a button, since programs follow links; pressed, the gifts move."""
    context: dict[str, object] = {}
    try:
        if request.method == "POST":
            context["moved"] = move(token=token, at=timezone.now())
        else:
            context["mail"] = links.addresses_of(token)[1]
    except links.WrongLink as refusal:
        context["refusal"] = str(refusal)
    status = 404 if "refusal" in context else 200
    response = render(request, "funding/address.html", context, status=status)
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def _ask(
    request: HttpRequest, form: LinkForm, *, status: int = 200, refusal: str = ""
) -> HttpResponse:
    context = {"form": form, "refusal": refusal, "can_mail": settings.CAN_MAIL}
    return render(request, "funding/link.html", context, status=status)
