"""What moderators do on the page itself."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from standfirst.discussion import acts, conflicts
from standfirst.discussion.finding import find_article, find_comment
from standfirst.discussion.models import MODERATE
from standfirst.discussion.queries import thread_of
from standfirst.discussion.readers import reader_of
from standfirst.discussion.services import DecidedMeanwhile
from standfirst.lib.access import role
from standfirst.lib.errors import Refused
from standfirst.lib.http import onward, own_forms_only, page_before, see_other
from standfirst.lib.reasons import ReasonRefused


@role(MODERATE)
@require_POST
@own_forms_only
def comment(request: HttpRequest, number: int) -> HttpResponse:
    found = find_comment(request, number, reader=reader_of(request))
    act, press = request.POST.get("act", ""), acts.press_of(request)
    permalink = reverse("discussion:comment", args=[number])
    before = onward(request, page_before(request))
    try:
        acts.press_on_comment(found, act, press)
    except acts.NoSuchAct as error:
        raise Http404 from error
    except DecidedMeanwhile:
        asked = conflicts.about_comments([found], act=act, press=press)
        return _ask(request, asked, back=before or permalink)
    except ReasonRefused as missing:
        asked = conflicts.about_comments([found], act=act, press=press)
        told = {"missing": str(missing), "title": asked["label"]}
        return _ask(request, {**asked, **told}, back=before or permalink, status=422)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        # Where it stands no more, a script takes it off the page.
        gone = "" if found.has_place or act != acts.Act.SPAM else f"comment-{number}"
        messages.success(request, f"{acts.Act(act).label}: {found}", extra_tags=gone)
    return see_other(f"{before}#comment-{number}" if before else permalink)


@role(MODERATE)
@require_POST
@own_forms_only
def thread(request: HttpRequest, key: str) -> HttpResponse:
    found = thread_of(find_article(request, key))
    act, press = request.POST.get("act", ""), acts.press_of(request)
    before = onward(request, page_before(request)) or reverse("discussion:thread", args=[key])
    try:
        acts.press_on_thread(found, act, press)
    except acts.NoSuchAct as error:
        raise Http404 from error
    except DecidedMeanwhile:
        now = thread_of(find_article(request, key))
        return _ask(request, conflicts.about_thread(now, act=act, press=press), back=before)
    except ReasonRefused as refused:
        asked = conflicts.about_thread(found, act=act, press=press)
        told = {"missing": str(refused), "title": asked["label"]}
        return _ask(request, {**asked, **told}, back=before, status=422)
    messages.success(request, str(acts.Act(act).label))
    return see_other(f"{before}#discussion")


def _ask(
    request: HttpRequest, asked: Mapping[str, Any], *, back: str, status: int = 409
) -> HttpResponse:
    """The question whether it is meant all the same, or why; the answer comes to the same address."""
    context = {**asked, "action": request.path, "next": back, "back_to": back}
    return render(request, "discussion/conflict.html", context, status=status)
