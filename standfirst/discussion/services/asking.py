"""How a question is put to a passage of an article."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from standfirst.accounts.models import User
from standfirst.discussion.models import (
    DiscussionSettings,
    PassageQuestion,
    RecentAct,
    Thread,
)
from standfirst.discussion.screening import Candidate, why_held
from standfirst.lib.changes import changed
from standfirst.lib.errors import Refused
from standfirst.lib.names import is_blank, readable
from standfirst.lib.pace import is_too_often
from standfirst.publishing.anchors import ArticleText, Span
from standfirst.publishing.models import ArticlePage

from .meanwhile import need_unchanged
from .pace import keep_pace

MOST_IN_TEN_MINUTES = 5
LONGEST_QUESTION = 500
LONGEST_QUOTE = 1000
# Tries for each question that may be put: words that are not found are copied again.
_TRIES = 4


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed: the words of a passage, what stands around them if that is known, a question."""

    quote: str
    question: str
    prefix: str = ""
    suffix: str = ""


class AskRefused(Refused):
    """A question that is not taken; `field` is where the form says so ("" is above it)."""

    field = ""


class NobodyAsks(AskRefused):
    """Only the newsroom puts questions to passages here."""

    code = "nobody-asks"


class QuestionEmpty(AskRefused):
    """Nothing was asked."""

    code, field = "question-empty", "question"


class QuestionTooLong(AskRefused):
    """A question that fits in no margin."""

    code, field = "question-too-long", "question"


class PassageMissing(AskRefused):
    """The words are not in the text of this article."""

    code, field = "passage-missing", "quote"


class PassageUnclear(AskRefused):
    """The words stand there more than once."""

    code, field = "passage-unclear", "quote"


class TooManyQuestions(AskRefused):
    """More questions in ten minutes than one reader may put."""

    code, field = "too-many-questions", "question"


def can_ask(*, user: User | None, article: ArticlePage, rules: DiscussionSettings) -> bool:
    """Whether `user` may put questions to passages of `article`: who edits it, who moderates, or any reader."""
    if user is None or user.is_suspended or not rules.is_open:
        return False
    return rules.readers_may_ask or is_of_newsroom(user=user, article=article)


def is_of_newsroom(*, user: User, article: ArticlePage) -> bool:
    """Whether `user` speaks for the newsroom under `article`."""
    # Asked first: what the editor would be asked costs a reader's page more than all its other rights.
    if not user.is_staff_member:
        return False
    if user.has_perm("discussion.moderate_comment"):
        return True
    return bool(article.permissions_for_user(user).can_edit())


def ask_about_passage(
    *,
    article: ArticlePage,
    user: User,
    asked: Asked,
    rules: DiscussionSettings,
    at: datetime,
) -> PassageQuestion:
    """Put a question to a passage of `article`; the newsroom's is shown at once, a reader's as `rules` say.

    Kept are the words of the passage as they stand in the article's text, what stands around them,
    and where that is.

    Args:
        article: a live one; the caller made sure that `user` may see it.
        at: now (UTC).

    Returns:
        The question; the same one again, if `user` has put it to this passage already.

    Raises:
        NobodyAsks: or another subclass of `AskRefused`, each with a `code` and the `field` to say it at.
    """
    if not can_ask(user=user, article=article, rules=rules):
        raise NobodyAsks(_("Only the newsroom puts questions to passages here."))
    by_newsroom = is_of_newsroom(user=user, article=article)
    question = _question(asked.question)
    _need_short(asked.quote)
    if not by_newsroom:
        _need_few_tries(user)
    text = ArticleText(article.reading)
    span = _span(text, asked)
    prefix, suffix = text.around(span)
    with transaction.atomic():
        thread, _made = Thread.objects.get_or_create(
            key=f"article-{article.pk}", defaults={"article": article}
        )
        found, is_new = PassageQuestion.objects.get_or_create(
            thread=thread,
            key=_key(user, question, text.words_of(span)),
            defaults={
                "question": question,
                "quote": text.words_of(span),
                "prefix": prefix,
                "suffix": suffix,
                "start": span.start,
                "end": span.end,
                "user": user,
                "is_by_newsroom": by_newsroom,
                "state": _state(user, question, rules, by_newsroom=by_newsroom),
                "asked_at": at,
            },
        )
        if is_new and not by_newsroom:
            _need_pace(user, at=at)
        changed(f"thread:{thread.key}")
    return found


def show_question(*, question: PassageQuestion, opened_on: str | None = None) -> None:
    """Show a question that waited or was taken down; `DecidedMeanwhile` where it is not as it was opened."""
    _set_state(question, PassageQuestion.State.APPROVED, opened_on=opened_on)


def remove_question(*, question: PassageQuestion, opened_on: str | None = None) -> None:
    """Take a question off the page; its answers stay in the thread. `DecidedMeanwhile` as above."""
    _set_state(question, PassageQuestion.State.REMOVED, opened_on=opened_on)


def _question(typed: str) -> str:
    question = " ".join(readable(typed).split())
    if is_blank(question):
        raise QuestionEmpty(_("Please write what you ask."))
    if len(question) > LONGEST_QUESTION:
        raise QuestionTooLong(
            _("A question of at most %(longest)s characters fits beside a passage.")
            % {"longest": LONGEST_QUESTION}
        )
    return question


def _need_short(quote: str) -> None:
    if len(quote) > LONGEST_QUOTE:
        raise PassageMissing(_missing())


def _need_few_tries(user: User) -> None:
    """Refuse, before the article is searched, who tries again and again; each question counts on its own.

    Raises:
        TooManyQuestions: so many tries in ten minutes.
    """
    if is_too_often("ask", f"user-{user.pk}", most=_TRIES * MOST_IN_TEN_MINUTES, seconds=600):
        raise TooManyQuestions(_too_many())


def _span(text: ArticleText, asked: Asked) -> Span:
    # No more of what stands around it than tells two places apart.
    prefix, suffix = asked.prefix[-LONGEST_QUOTE:], asked.suffix[:LONGEST_QUOTE]
    found = text.find(asked.quote, prefix=prefix, suffix=suffix)
    if not found:
        raise PassageMissing(_missing())
    if len(found) > 1:
        raise PassageUnclear(
            _("These words appear there more than once. Please copy a few more around them.")
        )
    return found[0]


def _key(user: User, question: str, quote: str) -> str:
    """The same for the same question of the same reader to the same words: a second click adds nothing."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{user.pk}\n{question}\n{quote}"))


def _state(
    user: User, question: str, rules: DiscussionSettings, *, by_newsroom: bool
) -> PassageQuestion.State:
    """Questions wait where a comment of this reader in these words would wait."""
    candidate = Candidate(words=question, html="", name=user.get_full_name(), user=user)
    is_held = not by_newsroom and why_held(candidate, rules) is not None
    return PassageQuestion.State.HELD if is_held else PassageQuestion.State.APPROVED


def _need_pace(user: User, *, at: datetime) -> None:
    senders = [f"user-{user.pk}"]
    if not keep_pace(senders=senders, act=RecentAct.Act.ASK, most=MOST_IN_TEN_MINUTES, at=at):
        raise TooManyQuestions(_too_many())


def _missing() -> str:
    return _(
        "These words are not in the article’s text. Please copy some from one paragraph, "
        "exactly as they are there."
    )


def _too_many() -> str:
    return _(
        "You have asked many questions in ten minutes. Please wait a while; your words stay here."
    )


def _set_state(
    question: PassageQuestion, state: PassageQuestion.State, *, opened_on: str | None
) -> None:
    with transaction.atomic():
        locked = PassageQuestion.objects.select_for_update().get(pk=question.pk)
        if locked.state != state:
            need_unchanged(locked, opened_on=opened_on)
        question.state = locked.state = state
        locked.save(update_fields=["state"])
        changed(f"thread:{question.thread.key}")
