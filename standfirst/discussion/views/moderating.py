"""What moderators do on the page itself."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from standfirst.discussion import acts
from standfirst.discussion.finding import find_article, find_comment
from standfirst.discussion.models import MODERATE
from standfirst.discussion.queries import thread_of
from standfirst.discussion.readers import reader_of
from standfirst.lib.access import role
from standfirst.lib.errors import Refused
from standfirst.lib.http import own_forms_only, page_before, see_other


@role(MODERATE)
@require_POST
@own_forms_only
def comment(request: HttpRequest, number: int) -> HttpResponse:
    found = find_comment(request, number, reader=reader_of(request))
    try:
        acts.press_on_comment(found, request.POST.get("act", ""), acts.press_of(request))
    except acts.NoSuchAct as error:
        raise Http404 from error
    except Refused as refusal:
        messages.error(request, str(refusal))
    before = page_before(request)
    here = f"{before}#comment-{number}" if before else reverse("discussion:comment", args=[number])
    return see_other(here)


@role(MODERATE)
@require_POST
@own_forms_only
def thread(request: HttpRequest, key: str) -> HttpResponse:
    found = thread_of(find_article(request, key))
    try:
        acts.press_on_thread(found, request.POST.get("act", ""), acts.press_of(request))
    except acts.NoSuchAct as error:
        raise Http404 from error
    before = page_before(request) or reverse("discussion:thread", args=[key])
    return see_other(f"{before}#discussion")
