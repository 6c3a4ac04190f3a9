import datetime

from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.fields import RichTextField
from wagtail.models import Orderable

from standfirst.lib.money import CURRENCIES, Money


class Campaign(ClusterableModel):
    """Something that readers are asked to pay for, with a goal."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        LIVE = "live", _("Live")
        ENDED = "ended", _("Ended")

    title = models.CharField(_("title"), max_length=120)
    slug = models.SlugField(_("address"), max_length=120, unique=True)
    ask = models.TextField(_("the ask"), help_text=_("One or two sentences beside every meter."))
    second_ask = models.TextField(_("the ask below an article"), blank=True)
    purpose = RichTextField(
        _("what the money is for"),
        blank=True,
        features=["bold", "italic", "link", "ul", "ol", "h2"],
    )
    how_to_give = RichTextField(
        _("how to give"), blank=True, features=["bold", "italic", "link", "ul", "ol"],
        help_text=_("For example the account for transfers, and when somebody is at the desk."),
    )  # fmt: skip
    give_url = models.URLField(_("page where readers give"), blank=True)
    currency = models.CharField(_("currency"), max_length=3, choices=CURRENCIES, default="USD")
    # Minor units, like every amount below.
    goal = models.PositiveBigIntegerField(_("goal"), validators=[MinValueValidator(1)])
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        constraints = [
            models.CheckConstraint(condition=models.Q(goal__gt=0), name="campaign_goal_above_zero"),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="campaign_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def goal_money(self) -> Money:
        return Money(self.goal, self.currency)

    def get_absolute_url(self) -> str:
        """The campaign's page, whose address it keeps for ever."""
        return reverse("funding:campaign", args=[self.slug])

    def is_running(self, *, on: datetime.date) -> bool:
        """Whether readers are asked to give on that day."""
        return (
            self.state == self.State.LIVE
            and self.starts_on <= on
            and (self.ends_on is None or on <= self.ends_on)
        )


class Milestone(Orderable):
    """An amount on the way to the goal, and what it pays for."""

    campaign = ParentalKey(Campaign, on_delete=models.CASCADE, related_name="milestones")
    amount = models.PositiveBigIntegerField(_("amount"), validators=[MinValueValidator(1)])
    words = models.CharField(_("what it pays for"), max_length=200, blank=True)
    reached_on = models.DateField(_("reached on"), null=True, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("milestone")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "amount"], name="one_milestone_per_amount")
        ]


class Gift(models.Model):
    """Money that a reader gave, entered by hand."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="gifts")
    amount = models.PositiveBigIntegerField(_("amount"), validators=[MinValueValidator(1)])
    giver = models.CharField(
        _("giver"),
        max_length=200,
        blank=True,
        help_text=_(
            "Seen by the treasurer only. Left empty, the gift counts as one supporter of its own."
        ),
    )
    received_on = models.DateField(_("received on"))
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("gift")
        verbose_name_plural = _("gifts")
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="gift_amount_above_zero")
        ]
        indexes = [models.Index(fields=["campaign", "received_on"])]

    def __str__(self) -> str:
        return f"{self.money} · {self.received_on}"

    @property
    def money(self) -> Money:
        return Money(self.amount, self.campaign.currency)
