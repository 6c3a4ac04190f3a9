from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import register_setting

from standfirst.lib.sites import SiteSetting


@register_setting(icon="user", order=5)
class AccountSettings(SiteSetting):
    """How people sign in."""

    staff_need_second_step = models.BooleanField(
        _("staff need a second step"),
        default=True,
        help_text=_(
            "Staff prove who they are twice before the editor opens: with a passkey, or "
            "with a code from an app."
        ),
    )

    panels = [FieldPanel("staff_need_second_step")]

    class Meta:
        verbose_name = _("sign-in")
