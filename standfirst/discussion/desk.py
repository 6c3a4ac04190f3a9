"""The comments as moderators have them before them, inside the admin."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.ui.components import Component

from standfirst.lib.access import role
from standfirst.lib.errors import Refused

from .acts import (
    LABELS,
    WITH_WORDS,
    Act,
    NoSuchAct,
    acts_for,
    acts_for_thread,
    labels_of,
    press_of,
    press_on_comment,
)
from .caseload import Case, cases_of, comments_before, counts_by_state, waiting_count
from .finding import number_in
from .lines import figure
from .models import MODERATE, Comment, DiscussionSettings

_ON_A_PAGE = 50
_ALL = "all"
_FOR_MANY = (Act.APPROVE, Act.REMOVE, Act.SPAM)


@dataclass(frozen=True, slots=True)
class Row:
    """A comment, what is known of it and what can be done with it."""

    case: Case
    acts: Mapping[str, str]

    @property
    def takes_words(self) -> bool:
        """Whether one of the acts comes with a reason or a note."""
        return not WITH_WORDS.isdisjoint(self.acts)


class WaitingPanel(Component):
    """What waits to be read, on the first page of the admin."""

    order = 40
    template_name = "discussion/admin/panel.html"

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return how many comments wait."""
        number = waiting_count()
        return {"n": number, "count": figure(number)}


@role(MODERATE)
@require_safe
def comments(request: HttpRequest) -> HttpResponse:
    """The list: those in one state, or all; what waits is what one sees first.

    Raises:
        Http404: there is no such state.
    """
    state = request.GET.get("state", Comment.State.HELD)
    if state not in {*Comment.State.values, _ALL}:
        raise Http404
    words = request.GET.get("q", "").strip()
    near = request.GET.get("near", "")
    found = comments_before(
        state="" if state == _ALL else state,
        words=words,
        same_address=number_in(near) if near else None,
    )
    page = Paginator(found, _ON_A_PAGE).get_page(request.GET.get("p"))
    rules = DiscussionSettings.for_request(request)
    context: dict[str, Any] = {
        "page_title": _("Comments"),
        "header_icon": "comment",
        "rows": [_row(case, rules) for case in cases_of(list(page))],
        "found": page,
        "count": figure(page.paginator.count),
        "state": state,
        "states": _tabs(),
        "words": words,
        "near": near,
        "back": request.GET.urlencode(),
    }
    return render(request, "discussion/admin/comments.html", context)


@role(MODERATE)
@require_POST
def act(request: HttpRequest, number: int) -> HttpResponse:
    """Do one act to one comment and go back to the list as it was.

    Raises:
        Http404: there is no such act, or no such comment.
    """
    comment = get_object_or_404(Comment.objects.select_related("thread"), pk=number)
    name = request.POST.get("act", "")
    try:
        press_on_comment(comment, name, press_of(request))
    except NoSuchAct as error:
        raise Http404 from error
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{LABELS[name]}: {comment}")
    return _back(request)


@role(MODERATE)
@require_POST
def act_on_many(request: HttpRequest) -> HttpResponse:
    """Do one act to all comments that were ticked, as far as it makes sense with each.

    Raises:
        Http404: there is no such act for many.
    """
    name = request.POST.get("act", "")
    if name not in _FOR_MANY:
        raise Http404
    numbers = [number_in(text) for text in request.POST.getlist("comment")[:_ON_A_PAGE]]
    press, done = press_of(request), 0
    for comment in Comment.objects.select_related("thread").filter(pk__in=numbers):
        if name in acts_for(comment):
            press_on_comment(comment, name, press)
            done += 1
    told = ngettext("%(label)s: %(n)s comment.", "%(label)s: %(n)s comments.", done)
    messages.success(request, told % {"label": LABELS[name], "n": figure(done)})
    return _back(request)


def _row(case: Case, rules: DiscussionSettings) -> Row:
    acts = [*acts_for(case.comment), *acts_for_thread(case.comment.thread, rules)]
    return Row(case, labels_of(acts))


def _tabs() -> list[tuple[str, str, str]]:
    """States in the order in which they concern a moderator: value, label, count."""
    counts = counts_by_state()
    choices = [*Comment.State.choices[1:], Comment.State.choices[0]]
    tabs = [(value, str(label), figure(counts[value])) for value, label in choices]
    return [*tabs, (_ALL, _("All"), figure(sum(counts.values())))]


def _back(request: HttpRequest) -> HttpResponse:
    back = QueryDict(request.POST.get("back", "")).urlencode()
    return redirect(f"{reverse('discussion_comments')}?{back}")
