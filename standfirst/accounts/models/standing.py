from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class StandingChange(models.Model):
    """One change of a reader's standing: who did it, when, and in which words; never altered."""

    class Kind(models.TextChoices):
        EXPERTISE_GRANTED = "expertise-granted", _("Expertise granted")
        EXPERTISE_WITHDRAWN = "expertise-withdrawn", _("Expertise withdrawn")
        SUSPENDED = "suspended", _("Suspended")
        READMITTED = "readmitted", _("Readmitted")

    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="standing_changes"
    )
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
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.words}" if self.words else self.get_kind_display()
