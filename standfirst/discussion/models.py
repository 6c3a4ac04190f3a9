import uuid
from collections.abc import Sequence

from django.conf import settings
from django.db import models
from django.db.models import ExpressionWrapper
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from standfirst.publishing.models import NewsroomSettings, PlainPage

# Replies to replies go no deeper; a bound for what one reply may have to count up.
DEEPEST = 500


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


# Both walk by index and stop where they are told; a branch that was made to go round is cut off.
_ABOVE = """
WITH RECURSIVE above(id, parent_id, steps) AS (
    SELECT id, parent_id, 0 FROM discussion_comment WHERE id IN ({numbers})
    UNION
    SELECT c.id, c.parent_id, above.steps + 1
    FROM above JOIN discussion_comment c ON c.id = above.parent_id WHERE above.steps < %s
) SELECT id FROM above WHERE steps > 0"""
_BELOW = """
WITH RECURSIVE below(id) AS (
    SELECT id FROM discussion_comment WHERE parent_id = %s AND has_place
    UNION ALL
    SELECT c.id FROM below JOIN discussion_comment c ON c.parent_id = below.id AND c.has_place
) SELECT id FROM below LIMIT %s"""


class CommentQuerySet(models.QuerySet["Comment"]):
    """Comments of one thread or of many."""

    def approved(self) -> "CommentQuerySet":
        return self.filter(state=Comment.State.APPROVED)

    def placed(self) -> "CommentQuerySet":
        """Approved ones, and those that are gone but hold up answers (shown as a tombstone)."""
        return self.filter(has_place=True)

    def top_level(self) -> "CommentQuerySet":
        return self.filter(parent__isnull=True)

    def above(self, numbers: Sequence[int]) -> "CommentQuerySet":
        """What the comments of these numbers answer, and what those answer, up to the top."""
        if not numbers:
            return self.none()
        marks = ", ".join(["%s"] * len(numbers))
        found = RawSQL(_ABOVE.format(numbers=marks), [*numbers, DEEPEST])  # noqa: S611 - marks only
        return self.filter(id__in=found)

    def below(self, number: int, *, most: int) -> "CommentQuerySet":
        """Answers to comment `number` and to its answers, level by level until there are `most`."""
        return self.filter(id__in=RawSQL(_BELOW, [number, most]))  # noqa: S611 - no words in it


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

    # Found through `thread_by_time`.
    thread = models.ForeignKey(
        Thread, on_delete=models.CASCADE, related_name="comments", db_index=False
    )
    # RESTRICT: a comment goes only with its whole thread, never from under its replies.
    parent = models.ForeignKey(
        "self",
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="replies",
        db_index=False,
    )
    # The top-level comment of the branch; null for that one itself.
    root = models.ForeignKey(
        "self", on_delete=models.RESTRICT, null=True, blank=True, related_name="branch"
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
    # Kept by the database itself: it is shown, as itself or as the tombstone above its replies.
    has_place = models.GeneratedField(
        expression=ExpressionWrapper(
            models.Q(state="approved") | models.Q(reply_count__gt=0), models.BooleanField()
        ),
        output_field=models.BooleanField(),
        db_persist=True,
    )

    is_pinned = models.BooleanField(_("pinned"), default=False)
    is_picked = models.BooleanField(_("editor’s pick"), default=False)
    is_closed = models.BooleanField(_("closed for replies"), default=False)
    question = models.ForeignKey(
        PassageQuestion,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="answers",
        db_index=False,
    )
    # Its number in the system it came from, where it could not be kept.
    old_number = models.PositiveBigIntegerField(null=True, blank=True)
    # Lets a guest see their own waiting comment: a hash of a cookie, never shown.
    guest_key = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001 - see by_guest
    # Of the form and what was typed into it: posting that twice makes one comment.
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    # Read along by `queries`: the passage it answers to, and whether an author of the article wrote it.
    passage: str | None = None
    passage_question: str | None = None
    is_by_author = False

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
        # A condition here is one that SQLite, too, can prove from the query: no value in it.
        indexes = [
            models.Index(fields=["thread", "-created_at", "-id"], name="thread_by_time"),
            models.Index(
                fields=["thread", "-created_at", "-id"],
                name="top_level_by_time",
                condition=models.Q(parent__isnull=True, has_place=True),
            ),
            models.Index(
                fields=["thread", "-score", "-id"],
                name="top_level_by_score",
                condition=models.Q(parent__isnull=True, has_place=True),
            ),
            # Most answer nothing: with them in it, SQLite would look for a thread's top level here.
            models.Index(
                fields=["parent"],
                name="replies_by_parent",
                condition=models.Q(parent__isnull=False),
            ),
            models.Index(
                fields=["question"],
                name="answers_by_question",
                condition=models.Q(question__isnull=False),
            ),
            models.Index(fields=["thread"], name="pinned", condition=models.Q(is_pinned=True)),
            models.Index(
                fields=["root", "id"],
                name="branch_by_number",
                condition=models.Q(root__isnull=False, has_place=True),
            ),
            models.Index(fields=["state", "-created_at", "-id"], name="state_by_time"),
            models.Index(
                fields=["thread", "old_number"],
                name="by_old_number",
                condition=models.Q(old_number__isnull=False),
            ),
            models.Index(
                fields=["guest_key"],
                name="by_guest",
                condition=models.Q(guest_key__isnull=False),
            ),
        ]
        permissions = [("moderate_comment", "Can approve, remove, pin and close comments")]

    def __str__(self) -> str:
        return f"{self.name or _('Anonymous')}: {self.words[:60]}"

    @property
    def is_approved(self) -> bool:
        return self.state == self.State.APPROVED

    @property
    def branch_number(self) -> int:
        """The number of the top-level comment that it stands under, or its own."""
        return self.root_id or self.pk


class RecentPost(models.Model):
    """That somebody posted: kept only as long as the limit on posting looks back."""

    # A keyed hash of an address or of a guest's cookie; no comment is named.
    sender = models.CharField(max_length=64)
    posted_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["sender", "posted_at"], name="posts_of_sender"),
            models.Index(fields=["posted_at"], name="posts_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.sender[:8]} {self.posted_at:%H:%M}"


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
    most_in_ten_minutes = models.PositiveIntegerField(
        _("most comments from one sender in ten minutes"),
        default=10,
        help_text=_("A sender is a browser or an address. 0 sets no limit."),
    )
    invitation = models.CharField(_("invitation"), max_length=100, blank=True)
    invitation_text = models.TextField(_("words under it"), blank=True)
    who_reads_along = models.TextField(_("who reads along"), blank=True)

    # The rules of discussion come along: no query of their own on an article's page.
    select_related = ["site__newsroomsettings__rules"]

    class Meta:
        verbose_name = _("discussion")

    @property
    def rules_page(self) -> PlainPage | None:
        """The newsroom's rules of discussion."""
        newsroom: NewsroomSettings | None = getattr(self.site, "newsroomsettings", None)
        return newsroom.rules if newsroom else None
