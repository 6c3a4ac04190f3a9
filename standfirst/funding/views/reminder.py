"""Not asked again for a while: what a reader says beside the ask."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from standfirst.funding.givers import has_given, remember_gave, remember_later
from standfirst.lib.access import anyone
from standfirst.lib.http import onward, own_forms_only, see_other

_REMEMBER = {"later": remember_later, "give": remember_gave}


@anyone
@own_forms_only
@require_POST
def reminder(request: HttpRequest) -> HttpResponse:
    """Keep in the browser, and nowhere else, that they give already or want to be asked later.

    Raises:
        Http404: they said something else.
    """
    remember = _REMEMBER.get(request.POST.get("act", ""))
    if remember is None:
        raise Http404
    place = "#asked" if request.POST.get("place") == "end" else ""
    response = see_other(onward(request, "/") + place)
    if not has_given(request):
        remember(response)
    return response
