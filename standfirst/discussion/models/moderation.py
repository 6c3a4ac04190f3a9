"""What moderators did."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .comments import Comment
from .threads import Thread


class ModerationEntry(models.Model):
    """One act of a moderator: who did what to which comment or thread, when and why; never altered."""

    class Act(models.TextChoices):
        APPROVE = "approve", _("Approved")
        REMOVE = "remove", _("Removed")
        RESTORE = "restore", _("Restored")
        SPAM = "spam", _("Marked as spam")
        PIN = "pin", _("Pinned")
        UNPIN = "unpin", _("Unpinned")
        PICK = "pick", _("Picked")
        UNPICK = "unpick", _("Pick taken back")
        CLOSE = "close", _("Closed for replies")
        OPEN = "open", _("Opened for replies")
        CLOSE_THREAD = "close-thread", _("Discussion closed")
        OPEN_THREAD = "open-thread", _("Discussion opened")
        KEEP_OPEN = "keep-open", _("Discussion kept open")

    thread = models.ForeignKey(
        Thread, on_delete=models.CASCADE, related_name="moderation", db_index=False
    )
    # None for the whole thread, or where the comment is gone with its writer.
    comment = models.ForeignKey(
        Comment, on_delete=models.SET_NULL, null=True, blank=True, related_name="moderation"
    )
    act = models.CharField(max_length=20, choices=Act)
    reason = models.CharField(max_length=300, blank=True)
    # None once the moderator's account is gone: the entry stays, as "a moderator".
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    act__in=[
                        "approve", "remove", "restore", "spam", "pin", "unpin", "pick", "unpick",
                        "close", "open", "close-thread", "open-thread", "keep-open",
                    ]
                ),
                name="moderation_act_known",
            )
        ]  # fmt: skip
        indexes = [models.Index(fields=["thread", "-at", "-id"], name="moderation_by_time")]

    def __str__(self) -> str:
        return f"{self.get_act_display()}: {self.reason}" if self.reason else self.get_act_display()

    def save(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        """Write it once.

        Raises:
            TypeError: it is written already.
        """
        if self.pk is not None:
            raise TypeError("entries of the log are not altered")
        super().save(*args, **kwargs)

    @property
    def by_name(self) -> str:
        """Who did it, as colleagues know them."""
        return (self.by.get_full_name() if self.by else "") or str(_("a moderator"))
