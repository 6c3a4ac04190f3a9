"""Campaigns, their milestones, and who promised to match gifts."""

import datetime

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.fields import RichTextField
from wagtail.models import Orderable

from standfirst.lib.money import Money


class Campaign(ClusterableModel):
    """Something that readers are asked to pay for, with a goal."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        LIVE = "live", _("Live")
        ENDED = "ended", _("Ended")
        ARCHIVED = "archived", _("Archived")

    # False where whoever read the row saw that nobody promised to match its gifts.
    may_be_matched = True

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
    currency = models.CharField(_("currency"), max_length=3, default="USD")
    # Minor units, like every amount below.
    goal = models.PositiveBigIntegerField(_("goal"), validators=[MinValueValidator(1)])
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    # Where it stands beside articles: everywhere, in one section, or at one article.
    section = models.ForeignKey(
        "publishing.SectionPage", verbose_name=_("only in this section"),
        on_delete=models.SET_NULL, null=True, blank=True, related_name="campaigns",
    )  # fmt: skip
    article = models.ForeignKey(
        "publishing.ArticlePage", verbose_name=_("only at this article"),
        on_delete=models.SET_NULL, null=True, blank=True, related_name="campaigns",
    )  # fmt: skip
    stretch_goal = models.PositiveBigIntegerField(
        _("goal beyond the goal"), null=True, blank=True,
        help_text=_("Shown once the goal is reached."),
    )  # fmt: skip
    hidden_below = models.PositiveSmallIntegerField(
        _("show no bar below this per cent"), default=0, validators=[MaxValueValidator(100)],
        help_text=_("An almost empty bar encourages nobody. 0 always shows it."),
    )  # fmt: skip
    thanks = models.TextField(_("words of thanks after a gift"), blank=True)
    amounts_once = models.CharField(
        _("suggested amounts, once"), max_length=100, default="5 15 40 100", blank=True
    )
    amounts_regular = models.CharField(
        _("suggested amounts, monthly"), max_length=100, default="3 5 10 25", blank=True
    )
    amounts_yearly = models.CharField(
        _("suggested amounts, yearly"), max_length=100, default="", blank=True,
        help_text=_("Left empty: twelve times those of a month."),
    )  # fmt: skip
    # A line for each: "15 = an hour at the court", the amount as programs write it.
    amounts_words = models.TextField(
        _("what suggested amounts pay for"), default="", blank=True,
        help_text=_("One on a line, like “15 = an hour at the court”. Readers see it beside the amount."),
    )  # fmt: skip
    least = models.PositiveBigIntegerField(_("smallest gift"), default=100)
    most = models.PositiveBigIntegerField(_("largest gift"), default=500_000)

    # What the treasurer decides; where nothing is, the newsroom's running fund.
    regular_goes_to = models.ForeignKey(
        "self", verbose_name=_("regular gifts go on for"),
        on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        help_text=_(
            "Which campaign its monthly and yearly gifts count for once this one is over. "
            "If you leave it empty, it is the running fund chosen in the settings."
        ),
    )  # fmt: skip

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

    @property
    def pays_for(self) -> dict[str, str]:
        """What suggested amounts pay for, by the amount as it is kept."""
        pairs = (line.partition("=") for line in self.amounts_words.splitlines())
        return {amount.strip(): words.strip() for amount, sign, words in pairs if sign}

    def is_running(self, *, on: datetime.date) -> bool:
        """Whether readers are asked to give on that day."""
        return (
            self.state == self.State.LIVE
            and self.starts_on <= on
            and (self.ends_on is None or on <= self.ends_on)
        )

    def is_over(self, *, on: datetime.date) -> bool:
        """Whether its sum stands still on that day, but for what goes back."""
        has_ended = self.state in {self.State.ENDED, self.State.ARCHIVED}
        return has_ended or (self.ends_on is not None and self.ends_on < on)


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


class Match(Orderable):
    """Somebody's promise to add to what readers give: shown apart until the money is here."""

    campaign = ParentalKey(Campaign, on_delete=models.CASCADE, related_name="matches")
    giver = models.CharField(_("who promised it"), max_length=200)
    # Of each unit given, how much is added, in per cent: 100 doubles a gift.
    percent = models.PositiveSmallIntegerField(_("per cent of each gift"), default=100)
    most = models.PositiveBigIntegerField(_("at most"), validators=[MinValueValidator(1)])
    starts_on = models.DateField(_("gifts from"))
    ends_on = models.DateField(_("gifts until"), null=True, blank=True)
    received_on = models.DateField(
        _("received on"), null=True, blank=True,
        help_text=_("From then on it is entered as a gift and no longer shown as a promise."),
    )  # fmt: skip

    class Meta(Orderable.Meta):
        verbose_name = _("matching gift")
        verbose_name_plural = _("matching gifts")
