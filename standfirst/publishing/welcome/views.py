from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from standfirst.accounts.second_step import note_welcome_code
from standfirst.lib.http import client_address

from .code import TooManyTries, is_welcome_code, welcome_code
from .door import door
from .forms import WelcomeForm
from .services import AlreadySetUp, set_up

_HELD = "welcome_code"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """The set-up, for whoever holds the code.

    Raises:
        Http404: somebody can sign in already, so there is nothing to set up.
    """
    if not door.waits_for_somebody():
        raise Http404
    if "code" in request.GET:
        return _take_code(request)
    if not _holds_code(request):
        return render(request, "welcome/code.html", status=403)
    if request.method != "POST":
        language = translation.get_language_from_request(request)
        form = WelcomeForm(initial={"language": language, "time_zone": "UTC"})
        return render(request, "welcome/start.html", {"form": form})
    return _set_up(request)


start.access = "holder of the welcome code"  # type: ignore[attr-defined]


def _take_code(request: HttpRequest) -> HttpResponse:
    """Keep the code in the session, and take it out of the address."""
    typed = request.GET["code"].strip()
    try:
        is_right = is_welcome_code(typed, address=client_address(request))
    except TooManyTries:
        return render(request, "welcome/code.html", {"is_tired": True}, status=429)
    if not is_right:
        return render(request, "welcome/code.html", {"is_wrong": True}, status=403)
    request.session.cycle_key()
    request.session[_HELD] = welcome_code()
    return redirect("welcome:start")


def _holds_code(request: HttpRequest) -> bool:
    return constant_time_compare(request.session.get(_HELD, ""), welcome_code())


def _set_up(request: HttpRequest) -> HttpResponse:
    form = WelcomeForm(request.POST)
    if not form.is_valid():
        return render(request, "welcome/start.html", {"form": form}, status=422)
    try:
        user, section = set_up(
            paper=form.paper(),
            editor=form.editor(),
            sections=form.cleaned_data["sections"],
            at=timezone.now(),
        )
    except AlreadySetUp as refusal:
        raise Http404 from refusal
    login(request, user)
    note_welcome_code(request, user)
    first_article = reverse(
        "wagtailadmin_pages:add", args=["publishing", "articlepage", section.pk]
    )
    messages.success(
        request,
        _("Your newsroom is ready. The policies are under “Pages” as drafts, for you to write."),
        buttons=[messages.button(first_article, _("Write your first article"))],
    )
    return redirect("wagtailadmin_home")
