"""Questions put to passages: as they stand beside the text, and each on a page of its own."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse

from standfirst.lib import locale_formats
from standfirst.publishing.anchors import MarginNote
from standfirst.publishing.models import ArticlePage

from .models import PassageQuestion, Thread
from .readers import Reader

# Beside one article; more would be a second article.
MOST_BESIDE = 200


@dataclass(frozen=True, slots=True)
class Beside:
    """A question, as it stands in the margin and in lists."""

    question: str
    quote: str
    is_by_newsroom: bool
    is_waiting: bool
    answers: int
    place: str

    @property
    def count(self) -> str:
        """Approved answers, as the language writes figures."""
        return locale_formats.figure(self.answers)


def questions_of(key: str, *, reader: Reader) -> QuerySet[PassageQuestion]:
    """The questions in the thread of that key that `reader` can see, each with its `answer_count`.

    Those that wait are seen by who asked and by moderators.
    """
    shown = Q(state=PassageQuestion.State.APPROVED)
    held = Q(state=PassageQuestion.State.HELD)
    if reader.is_moderator:
        shown |= held
    elif reader.user:
        shown |= held & Q(user=reader.user)
    answers = Count("answers", filter=Q(answers__state="approved"))
    questions = PassageQuestion.objects.filter(shown, thread__key=key)
    return questions.annotate(answer_count=answers).order_by("pk")


def margin_notes(article: ArticlePage) -> tuple[MarginNote, ...]:
    """What is asked about passages of `article`, ready to hang beside them. One query."""
    questions = questions_of(f"article-{article.pk}", reader=Reader())[:MOST_BESIDE]
    return tuple(_margin_note(question) for question in questions)


def beside(question: PassageQuestion) -> Beside:
    """Return what is shown of a question that was read by `questions_of`."""
    return Beside(
        question=question.question,
        quote=question.quote,
        is_by_newsroom=question.is_by_newsroom,
        is_waiting=question.state == PassageQuestion.State.HELD,
        answers=getattr(question, "answer_count", 0),
        place=reverse("discussion:question", args=[question.pk]),
    )


def list_questions(thread: Thread, *, reader: Reader) -> list[Beside]:
    """All that is asked about passages of a thread's article. One query."""
    return [beside(found) for found in questions_of(thread.key, reader=reader)[:MOST_BESIDE]]


def _margin_note(question: PassageQuestion) -> MarginNote:
    shown = {"asked": beside(question)}
    return MarginNote(
        anchor=f"passage-{question.pk}",
        quote=question.quote,
        mark=render_to_string("discussion/parts/passage_mark.html", shown),
        html=render_to_string("discussion/parts/passage_note.html", shown),
        start=question.start,
        prefix=question.prefix,
        suffix=question.suffix,
    )
