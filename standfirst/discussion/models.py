import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting


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
    # Of approved comments; kept true by the services.
    comment_count = models.PositiveIntegerField(default=0)
    last_comment_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "closed"]), name="thread_state_known"
            )
        ]

    def __str__(self) -> str:
        return self.key


class PassageQuestion(models.Model):
    """A question that the newsroom put to a passage; answers are comments that point here."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="questions")
    key = models.CharField(max_length=100)
    question = models.CharField(max_length=500)
    # The passage as it read, and what stood before and after it.
    quote = models.TextField()
    prefix = models.CharField(max_length=100, blank=True)
    suffix = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["thread", "key"], name="one_question_per_key")
        ]

    def __str__(self) -> str:
        return self.question


class CommentQuerySet(models.QuerySet["Comment"]):
    """Comments of one thread or of many."""

    def shown(self) -> "CommentQuerySet":
        """Approved ones, and those that are gone but hold up answers (shown as a tombstone)."""
        return self.filter(models.Q(state=Comment.State.APPROVED) | models.Q(reply_count__gt=0))

    def top_level(self) -> "CommentQuerySet":
        return self.filter(parent__isnull=True)


class Comment(models.Model):
    """What somebody wrote under an article, or in answer to another comment.

    A reply always has a higher number than what it answers, so the first n of a branch by number
    are closed under "parent of".
    """

    class State(models.TextChoices):
        APPROVED = "approved", _("Shown")
        HELD = "held", _("Waiting")
        SPAM = "spam", _("Spam")
        REMOVED = "removed", _("Removed")

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="comments")
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replies"
    )
    # The top-level comment of the branch; null for that one itself.
    root = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="branch"
    )
    depth = models.PositiveSmallIntegerField(default=1)

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True
    )
    name = models.CharField(_("name"), max_length=80, blank=True)
    mail = models.EmailField(_("mail"), blank=True)
    website = models.URLField(_("website"), max_length=300, blank=True)
    # As typed, and as shown; `html` was sanitised when it was written.
    words = models.TextField(_("words"))
    html = models.TextField()

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.APPROVED)
    removed_reason = models.CharField(_("reason for removal"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("written at"))
    up = models.PositiveIntegerField(default=0)
    down = models.PositiveIntegerField(default=0)
    score = models.IntegerField(default=0)
    # Approved comments below this one, at any depth; kept true by the services.
    reply_count = models.PositiveIntegerField(default=0)

    is_pinned = models.BooleanField(_("pinned"), default=False)
    is_picked = models.BooleanField(_("editor’s pick"), default=False)
    is_closed = models.BooleanField(_("closed for replies"), default=False)
    question = models.ForeignKey(
        PassageQuestion, on_delete=models.SET_NULL, null=True, blank=True, related_name="answers"
    )
    # Its number in the system it came from, where it could not be kept.
    old_number = models.PositiveBigIntegerField(null=True, blank=True)
    # Lets a guest see their own waiting comment: a hash of a cookie, never shown.
    guest_key = models.CharField(max_length=64, blank=True)
    # One per form shown: posting it twice makes one comment.
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["approved", "held", "spam", "removed"]),
                name="comment_state_known",
            ),
            models.CheckConstraint(condition=models.Q(depth__gte=1), name="comment_depth_from_one"),
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True, root__isnull=True, depth=1)
                | models.Q(parent__isnull=False, root__isnull=False, depth__gte=2),
                name="comment_root_with_parent",
            ),
        ]
        indexes = [
            models.Index(
                "thread",
                models.F("created_at").desc(),
                models.F("id").desc(),
                name="top_level_by_time",
                condition=models.Q(parent__isnull=True),
            ),
            models.Index(
                "thread",
                models.F("score").desc(),
                models.F("id").desc(),
                name="top_level_by_score",
                condition=models.Q(parent__isnull=True),
            ),
            models.Index(
                "root", "id", name="branch_by_number", condition=models.Q(root__isnull=False)
            ),
            models.Index(
                models.F("created_at").desc(),
                name="waiting_by_time",
                condition=models.Q(state="held"),
            ),
        ]
        permissions = [("moderate_comment", "Can approve, remove, pin and close comments")]

    def __str__(self) -> str:
        return f"{self.name or _('Anonymous')}: {self.words[:60]}"

    @property
    def is_shown(self) -> bool:
        return self.state == self.State.APPROVED


@register_setting(icon="comment", order=10)
class DiscussionSettings(BaseSiteSetting):
    """How the newsroom runs its discussions."""

    class Hold(models.TextChoices):
        NOBODY = "nobody", _("nobody’s comments")
        EVERYBODY = "everybody", _("everybody’s comments")

    is_open = models.BooleanField(_("readers may comment"), default=True)
    hold = models.CharField(
        _("read before they appear"), max_length=10, choices=Hold, default=Hold.NOBODY
    )
    mail_required = models.BooleanField(_("guests must give a mail address"), default=False)
    longest = models.PositiveIntegerField(_("longest comment, in characters"), default=5000)
    invitation = models.CharField(_("invitation"), max_length=100, blank=True)
    invitation_text = models.TextField(_("words under it"), blank=True)
    who_reads_along = models.TextField(_("who reads along"), blank=True)

    class Meta:
        verbose_name = _("discussion")
