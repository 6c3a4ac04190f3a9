"""Threads, and what is asked about passages of their articles."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Thread(models.Model):
    """The discussion under one article, from the first comment on."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")

    # Known before the row exists: "article-8". Threads of other sites will have keys of their own.
    key = models.CharField(max_length=100, unique=True)
    article = models.OneToOneField(
        "publishing.ArticlePage",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="thread",
    )
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    closed_note = models.CharField(max_length=300, blank=True)
    # Opened by hand: it does not close by itself when the article is old.
    is_kept_open = models.BooleanField(default=False)
    # Of approved comments; kept true by the services.
    comment_count = models.PositiveIntegerField(default=0)
    last_comment_at = models.DateTimeField(null=True, blank=True)

    # Approved answers to questions on passages; counted where `queries.thread_of` read it.
    inline_count = 0

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "closed"]), name="thread_state_known"
            )
        ]

    def __str__(self) -> str:
        return self.key


class PassageQuestion(models.Model):
    """A question put to a passage, by the newsroom or a reader; answers are comments that point here."""

    class State(models.TextChoices):
        APPROVED = "approved", _("Shown")
        HELD = "held", _("Waiting")
        REMOVED = "removed", _("Removed")

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="questions")
    key = models.CharField(max_length=100)
    question = models.CharField(max_length=500)
    # The passage as it read, and what stood before and after it.
    quote = models.TextField()
    prefix = models.CharField(max_length=100, blank=True)
    suffix = models.CharField(max_length=100, blank=True)
    # Where it stood in the article's text, in characters; unknown for what moved in.
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    # The reader or the editor who asked; nobody for what moved in.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True
    )
    is_by_newsroom = models.BooleanField(default=True)
    state = models.CharField(max_length=10, choices=State, default=State.APPROVED)
    asked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["thread", "key"], name="one_question_per_key")
        ]

    def __str__(self) -> str:
        return self.question
