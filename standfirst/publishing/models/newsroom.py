import re
import zoneinfo
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import (
    FieldPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    PageChooserPanel,
)
from wagtail.contrib.settings.models import register_setting
from wagtail.models import Orderable

from standfirst.lib.sites import SiteSetting
from standfirst.publishing.colours import refuse_unreadable

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

HEX_COLOUR = RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Write a colour like #0b5360."))


def _is_time_zone(value: str) -> None:
    if value not in zoneinfo.available_timezones():
        raise ValidationError(_("Write a time zone like Europe/Copenhagen."))


def _policy(words: "StrPromise") -> models.ForeignKey:  # type: ignore[type-arg]
    return models.ForeignKey(
        "publishing.PlainPage",
        verbose_name=words,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )


@register_setting(icon="globe", order=0)
class NewsroomSettings(SiteSetting, ClusterableModel):
    """What the newsroom says of itself, and how the paper looks."""

    name = models.CharField(_("name of the paper"), max_length=100, default="Standfirst")
    tagline = models.CharField(_("one line about it"), max_length=200, blank=True)
    logo = models.ForeignKey(
        "publishing.Picture",
        verbose_name=_("logo"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Instead of the name at the top of every page."),
    )
    accent_on_light = models.CharField(
        _("accent on light paper"), max_length=7, blank=True, validators=[HEX_COLOUR]
    )
    accent_on_dark = models.CharField(
        _("accent on dark paper"), max_length=7, blank=True, validators=[HEX_COLOUR]
    )
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, default="en"
    )
    time_zone = models.CharField(
        _("time zone"), max_length=50, default="UTC", validators=[_is_time_zone]
    )
    # What the search index was last built for, as `search_index.stamp` says it.
    search_index = models.CharField(max_length=20, blank=True, editable=False)
    about_the_house = models.TextField(
        _("who owns the paper, for the foot of each page"), blank=True
    )
    copyright_line = models.CharField(_("copyright"), max_length=300, blank=True)

    about = _policy(_("about"))
    ethics = _policy(_("ethics"))
    corrections = _policy(_("corrections"))
    ownership = _policy(_("ownership and funding"))
    unnamed_sources = _policy(_("unnamed sources"))
    verification = _policy(_("verification"))
    feedback = _policy(_("feedback"))
    kinds_of_work = _policy(_("how we label our work"))
    rules = _policy(_("rules of discussion"))
    privacy = _policy(_("privacy"))

    panels = [
        MultiFieldPanel(
            [FieldPanel("name"), FieldPanel("tagline"), FieldPanel("logo")], heading=_("The paper")
        ),
        MultiFieldPanel(
            [
                HelpPanel(
                    _(
                        "One colour for actions and the meter, on light and on dark paper. Left empty, "
                        "it is a deep teal. Others that read well: #7a1f2b with #f0a3a3, "
                        "#1d3f7a with #9dbdf2, #33502a with #a9cf9c."
                    )
                ),
                FieldPanel("accent_on_light"),
                FieldPanel("accent_on_dark"),
            ],
            heading=_("Colours"),
        ),
        MultiFieldPanel(
            [FieldPanel("language"), FieldPanel("time_zone")], heading=_("Language and time")
        ),
        MultiFieldPanel(
            [FieldPanel("about_the_house"), FieldPanel("copyright_line")],
            heading=_("Foot of each page"),
        ),
        MultiFieldPanel(
            [
                PageChooserPanel(name, "publishing.PlainPage")
                for name in (
                    "about",
                    "ethics",
                    "corrections",
                    "ownership",
                    "unnamed_sources",
                    "verification",
                    "feedback",
                    "kinds_of_work",
                    "rules",
                    "privacy",
                )
            ],
            heading=_("Policies"),
        ),
        InlinePanel("social_links", label=_("Elsewhere")),
    ]

    class Meta:
        verbose_name = _("newsroom")

    def clean(self) -> None:
        """Refuse an accent that cannot be read.

        Raises:
            ValidationError: by field, in words.
        """
        super().clean()
        errors: dict[str, ValidationError] = {}
        for name, on_dark in (("accent_on_light", False), ("accent_on_dark", True)):
            accent = getattr(self, name)
            if not re.match(HEX_COLOUR.regex, accent):
                continue  # Left out, or refused already for its form.
            try:
                refuse_unreadable(accent, on_dark=on_dark)
            except ValidationError as error:
                errors[name] = error
        if errors:
            raise ValidationError(errors)


class SocialLink(Orderable):
    """Where else the paper is found."""

    newsroom = ParentalKey(NewsroomSettings, on_delete=models.CASCADE, related_name="social_links")
    name = models.CharField(_("name"), max_length=50)
    url = models.URLField(_("address"))

    panels = [FieldPanel("name"), FieldPanel("url")]
