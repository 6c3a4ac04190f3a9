"""The comments as moderators have them before them, inside the admin."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.ui.components import Component

from standfirst.accounts.models import StandingChange, User
from standfirst.accounts.queries import accounts_at, suspended_guests
from standfirst.lib.access import role
from standfirst.lib.errors import Refused
from standfirst.lib.names import printable
from standfirst.lib.reasons import ReasonRefused

from . import conflicts
from .acts import (
    ON_THREAD,
    WITH_WORDS,
    Act,
    NoSuchAct,
    Press,
    acts_for,
    acts_for_thread,
    labels_of,
    press_of,
    press_on_comment,
    press_on_thread,
)
from .caseload import Case, cases_of, comments_before, counts_by_state, waiting_count
from .finding import is_number, number_in
from .lines import figure
from .models import MODERATE, Comment, DiscussionSettings, Thread
from .services import DecidedMeanwhile, need_removal_reason, version_of

_ON_A_PAGE = 50
_ALL = "all"
_DONE = {
    Act.APPROVE: ngettext_lazy("%(n)s comment approved.", "%(n)s comments approved.", "count"),
    Act.RESTORE: ngettext_lazy("%(n)s comment restored.", "%(n)s comments restored.", "count"),
    Act.REMOVE: ngettext_lazy("%(n)s comment removed.", "%(n)s comments removed.", "count"),
    Act.SPAM: ngettext_lazy(
        "%(n)s comment marked as spam.", "%(n)s comments marked as spam.", "count"
    ),
}
_FOR_MANY = tuple(_DONE)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is missing in an act that was not done, and what was ticked and typed for it."""

    missing: str = ""
    # The number of the comment that it was about, or whose writer; 0 is those that were ticked.
    beside: int = 0
    suspending: int = 0
    ticked: frozenset[int] = frozenset()
    words: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A comment, what is known of it and what can be done with it."""

    case: Case
    acts: Mapping[str, str]
    # With the whole discussion; asked about before it is done.
    thread_acts: Mapping[str, str]
    # The one to go on with.
    next: int | None
    # By which act a guest is suspended under the address of this comment.
    guest_suspension: StandingChange | None = None
    # Of a guest: whose account proved the address that they typed.
    account: User | None = None

    @property
    def takes_words(self) -> bool:
        """Whether one of the acts comes with a reason."""
        return not WITH_WORDS.isdisjoint(self.acts)

    @property
    def version(self) -> str:
        """What whoever decides sees now."""
        return version_of(self.case.comment)

    @property
    def is_suspended(self) -> bool:
        """Whether its writer is, as a reader or as a guest."""
        user = self.case.comment.user
        return user.is_suspended if user else self.guest_suspension is not None

    @property
    def can_be_suspended(self) -> bool:
        """Whether its writer is known by an account or by a mail address."""
        return bool(self.case.comment.user_id or self.case.comment.mail)


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
    """The list: those in one state, or all; what waits is what one sees first."""
    return _show(request, request.GET)


def _show(
    request: HttpRequest, query: QueryDict, *, asked: Asked | None = None, status: int = 200
) -> HttpResponse:
    """The list that `query` asks for, with what was `asked` of and typed beside an act that was not done.

    Raises:
        Http404: there is no such state.
    """
    if not _names_a_list(query):
        raise Http404
    state = query.get("state", Comment.State.HELD)
    words = query.get("q", "").strip()
    near = query.get("near", "")
    found = comments_before(
        state="" if state == _ALL else state,
        words=words,
        same_address=number_in(near) if near else None,
    )
    page = Paginator(found, _ON_A_PAGE).get_page(query.get("p"))
    rules = DiscussionSettings.for_request(request)
    rows = _rows(cases_of(list(page)), rules)
    context: dict[str, Any] = {
        "page_title": _("Comments"),
        "header_icon": "comment",
        "rows": rows,
        "for_many": labels_of(it for it in _FOR_MANY if any(it in row.acts for row in rows)),
        "many_take_words": any(row.takes_words for row in rows),
        "found": page,
        "count": figure(page.paginator.count),
        "state": state,
        "states": _tabs(),
        "waiting": figure(waiting_count()),
        "words": words,
        "near": near,
        "back": query.urlencode(),
        "asked": asked or Asked(),
    }
    return render(request, "discussion/admin/comments.html", context, status=status)


@role(MODERATE)
@require_POST
def act(request: HttpRequest, number: int) -> HttpResponse:
    """Do one act to one comment and go back to the list, to the next; ask first where more is meant than was seen.

    Raises:
        Http404: there is no such act, or no such comment.
    """
    comment = get_object_or_404(Comment.objects.select_related("thread__article"), pk=number)
    name, press = request.POST.get("act", ""), press_of(request)
    if name in ON_THREAD:
        return _act_on_thread(request, comment.thread, name, press)
    try:
        press_on_comment(comment, name, press)
    except NoSuchAct as error:
        raise Http404 from error
    except DecidedMeanwhile:
        return _ask(request, conflicts.about_comments([comment], act=name, press=press))
    except ReasonRefused as refused:
        return ask_again(request, Asked(str(refused), beside=number, words=press.words))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{Act(name).label}: {comment}")
    return _back(request)


@role(MODERATE)
@require_POST
def act_on_many(request: HttpRequest) -> HttpResponse:
    """Do one act to all comments that were ticked, as far as it makes sense with each.

    About those that changed meanwhile it is asked; what is meant all the same is done to any.

    Raises:
        Http404: there is no such act for many.
    """
    name = request.POST.get("act", "")
    if name not in _FOR_MANY:
        raise Http404
    numbers = [number_in(text) for text in request.POST.getlist("comment")[:_ON_A_PAGE]]
    words = press_of(request).words
    if not numbers:
        return ask_again(request, Asked(_("Tick a comment first."), words=words))
    if name == Act.REMOVE:
        try:
            need_removal_reason(words)
        except ReasonRefused as refused:
            asked = Asked(str(refused), ticked=frozenset(numbers), words=words)
            return ask_again(request, asked)
    done, changed = _act_on_each(request, name, numbers)
    if done or not changed:
        _say_done(request, name, done)
    if changed:
        question = conflicts.about_comments(changed, act=name, press=press_of(request))
        return _ask(request, {**question, "is_many": True})
    return _back(request)


def _act_on_each(
    request: HttpRequest, name: str, numbers: Sequence[int]
) -> tuple[int, list[Comment]]:
    """Return to how many it was done, and which changed meanwhile."""
    done, changed, is_sure = 0, [], "sure" in request.POST
    for comment in Comment.objects.select_related("thread").filter(pk__in=numbers):
        press = press_of(request, number=comment.pk)
        is_as_seen = press.opened_on in {None, version_of(comment)}
        if is_as_seen and not is_sure and name not in acts_for(comment):
            continue
        try:
            press_on_comment(comment, name, press)
            done += 1
        except DecidedMeanwhile:
            changed.append(comment)
        except Refused as refusal:
            messages.error(request, f"{refusal} ({comment})")
    return done, changed


def _say_done(request: HttpRequest, name: str, done: int) -> None:
    say = messages.success if done else messages.warning
    say(request, str(_DONE[Act(name)] % {"count": done, "n": figure(done)}))


def _act_on_thread(request: HttpRequest, thread: Thread, name: str, press: Press) -> HttpResponse:
    """Close or open a whole discussion, once it was asked whether that is meant."""
    if "sure" not in request.POST:
        unseen = replace(press, opened_on=None)
        return _ask(request, conflicts.about_thread(thread, act=name, press=unseen), status=200)
    try:
        press_on_thread(thread, name, press)
    except DecidedMeanwhile:
        thread.refresh_from_db()
        return _ask(request, conflicts.about_thread(thread, act=name, press=press))
    except ReasonRefused as refused:
        asked = conflicts.about_thread(thread, act=name, press=press)
        return _ask(request, {**asked, "missing": str(refused)}, status=422)
    messages.success(request, f"{Act(name).label}: {thread.article or thread}")
    return _back(request)


def ask_again(request: HttpRequest, asked: Asked) -> HttpResponse:
    """The list as it was, with what is missing said where it is missing; nothing was done."""
    messages.error(request, asked.missing)
    return _show(request, _list_before(request), asked=asked, status=422)


def _ask(request: HttpRequest, asked: Mapping[str, Any], *, status: int = 409) -> HttpResponse:
    """The question whether it is meant; the answer comes to the same address."""
    context = {
        **asked,
        "page_title": asked["label"] if status != HTTPStatus.CONFLICT else _("Decided meanwhile"),
        "header_icon": "comment",
        "action": request.path,
        "back": request.POST.get("back", ""),
        "back_to": list_place(request),
    }
    return render(request, "discussion/admin/conflict.html", context, status=status)


def _rows(cases: Sequence[Case], rules: DiscussionSettings) -> list[Row]:
    numbers = [case.comment.pk for case in cases]
    mails = [case.comment.mail for case in cases if case.comment.user_id is None]
    guests, accounts = suspended_guests(mails), accounts_at(mails)
    # After the last, the one before it.
    after = dict(zip(numbers, [*numbers[1:], *numbers[-2:-1]], strict=False))
    return [
        Row(
            case=case,
            acts=labels_of(acts_for(case.comment)),
            thread_acts=labels_of(acts_for_thread(case.comment.thread, rules)),
            next=after.get(case.comment.pk),
            guest_suspension=guests.get(case.comment.mail),
            account=accounts.get(case.comment.mail),
        )
        for case in cases
    ]


def _tabs() -> list[tuple[str, str, str]]:
    """States in the order in which they concern a moderator: value, label, count."""
    counts = counts_by_state()
    choices = [*Comment.State.choices[1:], Comment.State.choices[0]]
    # Of several, not of one.
    labels = dict(choices) | {Comment.State.DELETED.value: _("Deleted by writers")}
    tabs = [(value, str(label), figure(counts[value])) for value, label in labels.items()]
    return [*tabs, (_ALL, _("All"), figure(sum(counts.values())))]


def _back(request: HttpRequest) -> HttpResponse:
    """To the list as it was, and in it to the comment that comes next."""
    following = request.POST.get("next", "")
    return redirect(list_place(request) + (f"#case-{following}" if is_number(following) else ""))


def list_place(request: HttpRequest) -> str:
    """Return the address of the list as it was when a form of it was sent."""
    return f"{reverse('discussion_comments')}?{_list_before(request).urlencode()}"


def _list_before(request: HttpRequest) -> QueryDict:
    """The list on which a form was sent; where nobody can have been on it, what waits."""
    query = QueryDict(printable(request.POST.get("back", "")))
    return query if _names_a_list(query) else QueryDict()


def _names_a_list(query: QueryDict) -> bool:
    state, near, words = query.get("state", _ALL), query.get("near", ""), query.get("q", "")
    is_state = state in {*Comment.State.values, _ALL}
    return is_state and (not near or is_number(near)) and words == printable(words)
