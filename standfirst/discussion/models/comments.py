"""What people write."""

import uuid
from collections.abc import Sequence

from django.conf import settings
from django.db import models
from django.db.models import ExpressionWrapper
from django.db.models.expressions import RawSQL
from django.db.models.functions import Lower
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from standfirst.lib.html import plain_lines

from .threads import PassageQuestion, Thread

# Replies to replies go no deeper; a bound for what one reply may have to count up.
DEEPEST = 500
MODERATE = "discussion.moderate_comment"

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

_TOPS = "SELECT id FROM discussion_comment WHERE id IN ({numbers})"
# Written out: put together by Django, branch by branch, it took a tenth of the whole page's time.
_FIRST = """
SELECT id FROM (
    SELECT id FROM discussion_comment
    WHERE root_id IN ({numbers}) AND has_place ORDER BY id LIMIT %s
) AS first_{number}"""


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
        above = _ABOVE.format(numbers=_marks(numbers))
        found = RawSQL(above, [*numbers, DEEPEST])  # noqa: S611 - marks only
        return self.filter(id__in=found)

    def below(self, number: int, *, most: int) -> "CommentQuerySet":
        """Answers to comment `number` and to its answers, level by level until there are `most`."""
        return self.filter(id__in=RawSQL(_BELOW, [number, most]))  # noqa: S611 - no words in it

    def with_first(
        self, tops: Sequence[int], branches: Sequence[tuple[Sequence[int], int]]
    ) -> "CommentQuerySet":
        """The comments of the numbers `tops`, and the first replies, by number, of `branches`.

        Args:
            branches: numbers of comments on top, and how many replies there may be to all of these together.
        """
        if not tops:
            return self.none()
        parts = [_TOPS.format(numbers=_marks(tops))]
        values = [*tops]
        for number, (roots, most) in enumerate(branches):
            parts.append(_FIRST.format(numbers=_marks(roots), number=number))
            values += [*roots, most]
        return self.filter(id__in=RawSQL(" UNION ALL ".join(parts), values))  # noqa: S611 - marks only


def _marks(values: Sequence[object]) -> str:
    return ", ".join(["%s"] * len(values))


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
        DELETED = "deleted", _("Deleted by its writer")

    class HeldFor(models.TextChoices):
        """Why a comment waits for somebody to read it."""

        EVERYBODY = "everybody", _("Everybody’s comments are read first")
        NEWCOMER = "newcomer", _("First comment of this reader")
        LINKS = "links", _("Many links")
        WORDS = "words", _("A word on the newsroom’s list")
        MAIL = "mail", _("The email address is not confirmed")
        SUSPENDED = "suspended", _("A suspended reader’s browser or email address")

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
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, db_index=False
    )
    name = models.CharField(_("name"), max_length=80, blank=True)
    mail = models.EmailField(_("email"), blank=True)
    website = models.URLField(_("website"), max_length=300, blank=True)
    # As typed, and as shown; `html` was sanitised when it was written.
    words = models.TextField(_("words"))
    html = models.TextField()

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.APPROVED)
    held_for = models.CharField(_("waits because"), max_length=10, choices=HeldFor, blank=True)
    removed_reason = models.CharField(_("reason for removal"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("written at"))
    # When its words last changed; what they were is in `revisions`.
    edited_at = models.DateTimeField(_("edited at"), null=True, blank=True)
    up = models.PositiveIntegerField(default=0)
    down = models.PositiveIntegerField(default=0)
    score = models.IntegerField(default=0)
    # The lower bound of the share who agree (Wilson, 95 %), in millionths; kept true with the votes.
    best = models.PositiveIntegerField(default=0)
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

    # Read along by `queries`: the passage it answers to, and what is known of who wrote it.
    passage: str | None = None
    passage_question: str | None = None
    is_by_author = False
    is_by_staff = False
    is_by_supporter: bool | None = False
    expertise: str | None = None

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["approved", "held", "spam", "removed", "deleted"]),
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
            models.Index(
                fields=["thread", "-best", "-id"],
                name="top_level_by_best",
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
            # What waits or was removed, for its writer and for moderators.
            models.Index(
                fields=["thread", "-created_at", "-id"],
                name="unseen_by_time",
                condition=models.Q(has_place=False),
            ),
            # Two columns: with one, SQLite may read the whole top level to find what is pinned.
            models.Index(
                fields=["thread", "parent"], name="pinned", condition=models.Q(is_pinned=True)
            ),
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
            # With the thread, or SQLite may read all of it to find what somebody wrote there.
            models.Index(
                fields=["guest_key", "thread"],
                name="by_guest",
                condition=models.Q(guest_key__isnull=False),
            ),
            models.Index(
                fields=["user", "thread"],
                name="by_user",
                condition=models.Q(user__isnull=False),
            ),
            # Whoever proves a mail address is known by it, in any case of its letters.
            models.Index(Lower("mail"), name="by_mail"),
        ]
        permissions = [("moderate_comment", "Can approve, remove, pin and close comments")]

    def __str__(self) -> str:
        words = " ".join(plain_lines(self.html).split())
        return f"{self.name or _('Anonymous')}: {words[:60]}"

    @property
    def waits_because(self) -> str:
        """Why it waits, for moderators; who was suspended when it was written may have been readmitted since."""
        if self.held_for == self.HeldFor.SUSPENDED:
            return gettext(
                "The browser or email address was a suspended reader’s when this was written"
            )
        return self.get_held_for_display() or gettext("Held by hand")

    @property
    def is_approved(self) -> bool:
        return self.state == self.State.APPROVED

    @property
    def branch_number(self) -> int:
        """The number of the top-level comment that it stands under, or its own."""
        return self.root_id or self.pk


class CommentRevision(models.Model):
    """What a comment said before it was edited: public, so that answers keep their sense."""

    comment = models.ForeignKey(
        Comment, on_delete=models.CASCADE, related_name="revisions", db_index=False
    )
    words = models.TextField()
    html = models.TextField()
    # What the words after these are, as escaped HTML with `ins` and `del`.
    changes = models.TextField(blank=True)
    # When these words were written, not when they went.
    written_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["comment", "-written_at"], name="revisions_by_time")]

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.words[:60]}"
