import zoneinfo
from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What can be followed; beside each, what `Follow.target` names."""

    THREAD = "thread", _("New comments in a discussion")  # its key
    REPLIES = "replies", _("Replies to my comments")  # a comment's number, or "" for all of mine
    SECTION = "section", _("New articles of a section")  # these three: the page's number
    AUTHOR = "author", _("New articles of an author")
    TOPIC = "topic", _("New articles on a topic")
    HELD = "held", _("Comments that wait to be read")  # "": for moderators


class Frequency(models.TextChoices):
    AT_ONCE = "at-once", _("At once")
    HOURLY = "hourly", _("Once an hour")
    DAILY = "daily", _("Once a day")


def zone_of(name: str, usual: str) -> zoneinfo.ZoneInfo:
    """Return the time zone of that name, or the usual one where this machine knows none such."""
    try:
        return zoneinfo.ZoneInfo(name or usual)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo(usual)


class Follower(models.Model):
    """Somebody whom we write to: a reader with an account, or a bare mail address."""

    class Suppressed(models.TextChoices):
        BOUNCED = "bounced", _("Emails to it bounce")
        COMPLAINED = "complained", _("Its owner marked our emails as spam")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="follower",
    )
    # Of somebody without an account; theirs is with the account, lest it be kept twice.
    # In small letters.
    mail = models.EmailField(null=True, blank=True, unique=True)
    made_at = models.DateTimeField()
    # No letter goes there until its owner asks for one again.
    suppressed_at = models.DateTimeField(null=True, blank=True)
    suppressed_for = models.CharField(max_length=10, choices=Suppressed, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(user__isnull=True) ^ models.Q(mail__isnull=True),
                name="follower_is_reader_or_address",
            )
        ]

    def __str__(self) -> str:
        return f"follower {self.pk}"

    @property
    def address(self) -> str:
        """Where letters to them go."""
        return self.user.email if self.user else self.mail or ""

    @property
    def language(self) -> str:
        """The language they chose; "" is the newsroom's."""
        return self.user.language if self.user else ""

    def zone(self, usual: str) -> zoneinfo.ZoneInfo:
        """The time zone they live by; `usual` is the newsroom's."""
        return zone_of(self.user.time_zone if self.user else "", usual)


class FollowQuerySet(models.QuerySet["Follow"]):
    def standing(self) -> "FollowQuerySet":
        """Those that count: confirmed, not ended, of somebody whom letters reach and who may sign in."""
        standing = self.filter(
            confirmed_at__isnull=False, ended_at__isnull=True, follower__suppressed_at__isnull=True
        )
        return standing.exclude(follower__user__is_active=False)


class Follow(models.Model):
    """That somebody wants to hear of something, how often, and since when."""

    class Ended(models.TextChoices):
        BY_READER = "by-reader", _("Ended by its reader")
        GONE = "gone", _("What was followed is gone")

    # Found through the constraint.
    follower = models.ForeignKey(
        Follower, on_delete=models.CASCADE, related_name="follows", db_index=False
    )
    kind = models.CharField(max_length=10, choices=Kind)
    target = models.CharField(max_length=100, blank=True)
    frequency = models.CharField(max_length=10, choices=Frequency, default=Frequency.AT_ONCE)
    asked_at = models.DateTimeField()
    # Null until the owner of the address said yes; forgotten if that never comes.
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_for = models.CharField(max_length=10, choices=Ended, blank=True)

    objects = FollowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["follower", "kind", "target"], name="each_thing_followed_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["kind", "target"],
                name="standing_follows",
                condition=models.Q(confirmed_at__isnull=False, ended_at__isnull=True),
            ),
            models.Index(fields=["asked_at"], name="follows_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.target}"

    @property
    def stands(self) -> bool:
        """Whether it is confirmed and not ended."""
        return self.confirmed_at is not None and self.ended_at is None

    def end(self, *, at: datetime, reason: str = Ended.BY_READER) -> None:
        """Tell them no more; what is ended stays so."""
        if self.ended_at is None:
            self.ended_at, self.ended_for = at, reason
            self.save(update_fields=["ended_at", "ended_for"])
