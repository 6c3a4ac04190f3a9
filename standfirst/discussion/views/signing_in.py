"""On the way to the sign-in, with what was typed."""

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from standfirst.discussion.keeping import keep_words
from standfirst.lib.access import anyone
from standfirst.lib.http import own_forms_only, see_other
from standfirst.lib.pace import Limit, Limits, asker_of, count

LIMITS = Limits(network=Limit(10, 60))
_HERE = "/discussion/"


@anyone
@own_forms_only
@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Keep the words in the session and ask who writes them; the form has them again afterwards.

    Raises:
        Http404: `next` is no form of the discussion.
    """
    place = request.GET.get("next", "")
    if not place.startswith(_HERE) or not url_has_allowed_host_and_scheme(
        place, allowed_hosts=None
    ):
        raise Http404
    if request.POST.get("words", "").strip():
        is_kept = not count("keep-words", LIMITS, asker=asker_of(request)).is_too_often
        if not is_kept or not keep_words(request, place, request.POST.dict()):
            context = {"words": request.POST["words"], "sign_in": redirect_to_login(place).url}
            return render(request, "discussion/too_long_to_keep.html", context, status=422)
    return see_other(place if request.user.is_authenticated else redirect_to_login(place).url)
