from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

CHANGE_STANDING = "accounts.change_standing"


class StandingChange(models.Model):
    """One change of the standing of a reader, or of a guest: who did it, when, and in which words; never altered."""

    class Kind(models.TextChoices):
        EXPERTISE_GRANTED = "expertise-granted", _("Expertise granted")
        EXPERTISE_WITHDRAWN = "expertise-withdrawn", _("Expertise withdrawn")
        SUSPENDED = "suspended", _("Suspended")
        READMITTED = "readmitted", _("Readmitted")

    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="standing_changes",
    )
    # Of a guest: `mailbox_of` the mail address that they typed, or a name of `accounts.erased` once that was erased.
    # A guest has no other standing than the last of these.
    mailbox = models.TextField(blank=True, default="", db_default="")
    kind = models.CharField(max_length=20, choices=Kind)
    # The expertise, or the reason of a suspension.
    words = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        default_permissions = ()
        permissions = [("change_standing", "Can grant expertise and suspend readers")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=[
                        "expertise-granted", "expertise-withdrawn", "suspended", "readmitted",
                    ]
                ),
                name="standing_change_kind_known",
            ),
            models.CheckConstraint(
                condition=models.Q(reader__isnull=False, mailbox="")
                | (models.Q(reader__isnull=True) & ~models.Q(mailbox="")),
                name="standing_change_of_reader_or_guest",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["mailbox", "id"],
                name="standing_change_by_mailbox",
                condition=models.Q(reader__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.words}" if self.words else self.get_kind_display()

    @property
    def address(self) -> str:
        """Whom it is about, where that is no account: the address, as far as it is still known."""
        return self.mailbox if "@" in self.mailbox else str(_("an erased email address"))

    @property
    def by_name(self) -> str:
        """Who did it, as colleagues know them."""
        return (self.by.get_full_name() if self.by else "") or str(_("a moderator"))
