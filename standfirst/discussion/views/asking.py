"""Questions about passages: putting one, reading the answers, and keeping order."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from standfirst.discussion import guests
from standfirst.discussion.ballots import sign_in_at
from standfirst.discussion.finding import find_article, find_question
from standfirst.discussion.forms import AskForm
from standfirst.discussion.models import MODERATE, DiscussionSettings
from standfirst.discussion.orders import Cursor, Order, WrongCursor
from standfirst.discussion.passages import beside, list_questions
from standfirst.discussion.queries import thread_of
from standfirst.discussion.readers import reader_of
from standfirst.discussion.services import DecidedMeanwhile, version_of
from standfirst.discussion.services.asking import (
    AskRefused,
    ask_about_passage,
    can_ask,
    remove_question,
    show_question,
)
from standfirst.discussion.showing import show_answers
from standfirst.lib.access import anyone, role
from standfirst.lib.http import own_forms_only, see_other
from standfirst.publishing.models import ArticlePage

_FROM_SCRIPT = {"quote": "quote", "prefix_words": "prefix", "suffix_words": "suffix"}


@anyone
@own_forms_only
def questions(request: HttpRequest, key: str) -> HttpResponse:
    article = find_article(request, key)
    reader = reader_of(request)
    if request.method != "POST" or reader.user is None:
        said = {name: request.GET.get(short, "") for name, short in _FROM_SCRIPT.items()}
        status = 403 if request.method == "POST" else 200
        return _ask(request, article, AskForm(initial=said), status=status)
    form = AskForm(request.POST)
    if form.is_valid():
        try:
            question = ask_about_passage(
                article=article,
                user=reader.user,
                asked=form.asked(),
                rules=DiscussionSettings.for_request(request),
                at=timezone.now(),
            )
        except AskRefused as refusal:
            form.add_refusal(refusal)
        else:
            return see_other(reverse("discussion:question", args=[question.pk]))
    return _ask(request, article, form, status=422)


@anyone
@require_safe
def question(request: HttpRequest, number: int) -> HttpResponse:
    reader = reader_of(request)
    found = find_question(request, number, reader=reader)
    text = request.GET.get("after", "")
    try:
        after = Cursor.parse(text, Order.OLDEST) if text else None
    except WrongCursor as error:
        raise Http404 from error
    asked, shown = beside(found), show_answers(request=request, question=found, after=after)
    context = {
        "page": shown.article,
        "asked": asked,
        "shown": shown,
        "passage_place": f"{shown.article.url}#passage-{found.pk}",
        "can_moderate": reader.is_moderator,
        "version": version_of(found),
        "moderate_place": reverse("discussion:moderate_question", args=[found.pk]),
    }
    response = render(request, "discussion/question.html", context)
    return guests.for_who_asked(response, is_private=asked.is_waiting or reader.is_known)


@role(MODERATE)
@own_forms_only
def moderate(request: HttpRequest, number: int) -> HttpResponse:
    found = find_question(request, number, reader=reader_of(request))
    opened_on = request.POST.get("opened_on")
    try:
        if request.POST.get("do") == "approve":
            show_question(question=found, opened_on=opened_on)
        elif request.POST.get("do") == "remove":
            remove_question(question=found, opened_on=opened_on)
            return see_other(reverse("discussion:questions", args=[found.thread.key]))
    except DecidedMeanwhile as refusal:
        messages.error(request, str(refusal))
    return see_other(reverse("discussion:question", args=[number]))


def _ask(request: HttpRequest, article: ArticlePage, form: AskForm, *, status: int) -> HttpResponse:
    """The form, where this reader may ask, and what has been asked."""
    reader = reader_of(request)
    rules = DiscussionSettings.for_request(request)
    thread = thread_of(article)
    may = can_ask(user=reader.user, article=article, rules=rules)
    context: dict[str, Any] = {
        "page": article,
        "key": thread.key,
        "form": form,
        "can_ask": may,
        "sign_in": sign_in_at(request.get_full_path())
        if rules.readers_may_ask and reader.user is None
        else "",
        "questions": list_questions(thread, reader=reader),
        "writes_as": _("You ask as %(name)s.") % {"name": reader.user.get_full_name()}
        if reader.user
        else "",
    }
    response = render(request, "discussion/ask.html", context, status=status)
    return guests.for_who_asked(response, is_private=reader.is_known)
