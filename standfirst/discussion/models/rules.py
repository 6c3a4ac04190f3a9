"""How the newsroom runs its discussions."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import register_setting

from standfirst.discussion.orders import DEFAULT, Order
from standfirst.lib.sites import SiteSetting
from standfirst.publishing.models import NewsroomSettings, PlainPage


@register_setting(icon="comment", order=10)
class DiscussionSettings(SiteSetting):
    """How the newsroom runs its discussions."""

    # Reading a comment may cost more than its length; what a letter to the editor fills is enough.
    LONGEST = 20_000

    class Hold(models.TextChoices):
        NOBODY = "nobody", _("nobody’s comments")
        NEWCOMERS = "newcomers", _("first comments of readers who are new")
        EVERYBODY = "everybody", _("everybody’s comments")

    is_open = models.BooleanField(_("readers may comment"), default=True)
    hold = models.CharField(
        _("read before they appear"), max_length=10, choices=Hold, default=Hold.NOBODY
    )
    most_links = models.PositiveSmallIntegerField(
        _("links that a comment may hold before it is read first"),
        default=3,
        help_text=_("0 sets no limit."),
    )
    held_words = models.TextField(
        _("words that hold a comment"),
        blank=True,
        help_text=_(
            "One on a line. Matched in words, name, email, website and address, in "
            "capitals or not. Only whole words match; * stands for any letters before or "
            "after one."
        ),
    )
    spam_words = models.TextField(
        _("words that are refused as spam"),
        blank=True,
        help_text=_(
            "One on a line, matched in the same way. A comment with one of them is "
            "refused, and its writer is told why."
        ),
    )
    guests_may_write = models.BooleanField(_("guests may write"), default=True)
    mail_required = models.BooleanField(_("guests must give an email address"), default=False)
    mail_confirmed = models.BooleanField(
        _("guests must confirm their email address"),
        default=False,
        help_text=_("A comment appears once the writer has opened the link in an email."),
    )
    guests_may_vote = models.BooleanField(_("guests may vote"), default=True)
    down_votes = models.BooleanField(_("readers may disagree by vote"), default=True)
    readers_may_ask = models.BooleanField(_("readers may put questions to passages"), default=False)
    pictures_allowed = models.BooleanField(_("readers may add pictures"), default=False)
    edit_minutes = models.PositiveSmallIntegerField(
        _("minutes in which a comment may be edited"), default=15, help_text=_("0 turns it off.")
    )
    order = models.CharField(
        _("usual order"),
        max_length=10,
        choices=Order,
        default=DEFAULT,
        help_text=_("Readers can choose another order; each has an address of its own."),
    )
    nesting = models.PositiveSmallIntegerField(
        _("levels of replies"),
        default=5,
        help_text=_("Deeper replies are shown at the last level."),
        validators=[MinValueValidator(1), MaxValueValidator(8)],
    )
    close_after_days = models.PositiveSmallIntegerField(
        _("days after which a discussion closes"), default=0, help_text=_("0 keeps it open.")
    )
    longest = models.PositiveIntegerField(
        _("longest comment, in characters"),
        default=5000,
        validators=[MaxValueValidator(LONGEST)],
    )
    most_in_ten_minutes = models.PositiveIntegerField(
        _("most comments from one sender in ten minutes"),
        default=10,
        help_text=_("A sender is a browser or an address. 0 sets no limit."),
    )
    invitation = models.CharField(_("invitation"), max_length=100, blank=True)
    invitation_text = models.TextField(_("words under it"), blank=True)
    who_reads_along = models.TextField(_("who moderates"), blank=True)

    # The rules of discussion come along: no query of their own on an article's page.
    select_related = ["site__newsroomsettings__rules"]

    class Meta:
        verbose_name = _("discussion")

    @property
    def usual_order(self) -> Order:
        """In which order a thread stands whose address asks for none."""
        return Order(self.order)

    @property
    def rules_page(self) -> PlainPage | None:
        """The newsroom's rules of discussion."""
        newsroom: NewsroomSettings | None = getattr(self.site, "newsroomsettings", None)
        return newsroom.rules if newsroom else None
