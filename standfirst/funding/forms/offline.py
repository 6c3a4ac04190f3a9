"""What the treasurer types of a gift that came without a provider."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm

from standfirst.funding.given import supporters_like
from standfirst.funding.models import Campaign, Gift, Supporter
from standfirst.funding.queries import running_campaigns
from standfirst.funding.services.offline import OFFLINE, Words, record_gift
from standfirst.lib.locale_formats import day
from standfirst.lib.money import Money
from standfirst.lib.names import clean_name

from .amounts import MoneyField
from .days import read_days
from .desk import need_whole_year

_DEFAULT_CURRENCY = "USD"
_NEW = "new"
_MOST = 20


class GiftForm(WagtailAdminModelForm):
    """A gift that came without a provider; once entered it is in the books and stays.

    Who gave is chosen or made. Where somebody of that name or address gave before, the form asks
    who it is: two people may share a name, and one may have two addresses.
    """

    amount = MoneyField()
    giver = forms.CharField(
        label=gettext_lazy("Giver"),
        max_length=200,
        required=False,
        help_text=gettext_lazy(
            "Only the treasurer sees it, unless it may be shown. If you leave it empty, "
            "the gift counts as a supporter of its own."
        ),
    )
    mail = forms.EmailField(
        label=gettext_lazy("Email"),
        required=False,
        help_text=gettext_lazy("The receipt goes there. Without it, print the receipt."),
        error_messages={
            "invalid": gettext_lazy("Enter a full email address, like name@example.org.")
        },
    )
    whose = forms.ChoiceField(
        label=gettext_lazy("Who is it?"), required=False, widget=forms.RadioSelect
    )
    is_day_right = forms.BooleanField(
        label=gettext_lazy("It arrived before the campaign began"), required=False
    )
    show_name = forms.BooleanField(
        label=gettext_lazy("The giver’s name may be shown"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["campaign"].queryset = Campaign.objects.order_by("-starts_on", "-pk")
        self.fields["campaign"].label_from_instance = _with_currency
        self.fields["amount"].currency = self._currency()
        self.fields["amount"].help_text = _("What arrived, in the campaign's currency.")
        self.fields["way"].choices = [(way.value, way.label) for way in OFFLINE]
        self.fields["received_on"].required = True
        read_days(self)
        self._begin_with_what_is_likely()
        self.fields["whose"].choices = self._candidates()

    # Whether the day lies before the campaign: a wrong year stands in the books, and on a public page, for good.
    must_confirm_day = False

    @property
    def must_choose(self) -> bool:
        """Whether somebody of the name or address that was typed is known."""
        return len(self.fields["whose"].choices) > 1

    def clean_received_on(self) -> Any:  # noqa: ANN401
        day = self.cleaned_data["received_on"]
        if day > timezone.localdate():
            raise ValidationError(_("Enter the day it arrived, not one in the future."))
        need_whole_year(day)
        return day

    def clean_giver(self) -> str:
        return clean_name(self.cleaned_data["giver"])

    def clean_in_honour_of(self) -> str:
        return clean_name(self.cleaned_data["in_honour_of"])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean()
        if self.must_choose and not data.get("whose") and "whose" not in self.errors:
            words = _("Somebody with this name or address has given before. Choose who it is.")
            self.add_error("whose", words)
        if data.get("show_name") and not data.get("giver") and "giver" not in self.errors:
            self.add_error("giver", _("Enter the name to show."))
        self._ask_about_the_day(data)
        return data

    def save(self, commit: bool = True) -> Gift:  # noqa: FBT001, FBT002 - as Django calls it
        values, now = self.cleaned_data, timezone.now()
        self.instance = record_gift(
            campaign=values["campaign"],
            amount=Money(values["amount"], values["campaign"].currency),
            way=values["way"],
            received_on=values["received_on"],
            supporter=self._supporter(),
            words=Words(
                note=values["note"],
                in_honour_of=values["in_honour_of"],
                shown_as=values["giver"] if values["show_name"] else "",
                show_amount=values["show_amount"],
            ),
            at=now,
        )
        return self.instance

    def _ask_about_the_day(self, data: dict[str, Any]) -> None:
        campaign, arrived_on = data.get("campaign"), data.get("received_on")
        if campaign and arrived_on and arrived_on < campaign.starts_on:
            self.must_confirm_day = True
            if not data.get("is_day_right"):
                words = _(
                    "The campaign began on %(day)s. Is this day right? If it is, tick the box below."
                )
                self.add_error("received_on", words % {"day": day(campaign.starts_on)})

    def _begin_with_what_is_likely(self) -> None:
        """Choose today, and the campaign where only one runs."""
        today = timezone.localdate()
        self.initial["received_on"] = today
        running = running_campaigns(on=today)
        if len(running) == 1:
            self.initial["campaign"] = running[0].pk

    def _supporter(self) -> Supporter | None:
        """Who was chosen, or somebody new; of who was chosen, only what was not known is filled in."""
        name, mail = self.cleaned_data["giver"], self.cleaned_data["mail"]
        whose = self.cleaned_data["whose"]
        if whose and whose != _NEW:
            found = Supporter.objects.get(pk=int(whose))
            found.name, found.mail = found.name or name, found.mail or mail
            found.save(update_fields=["name", "mail"])
            return found
        if not name and not mail:
            return None
        return Supporter.objects.create(name=name, mail=mail, created_at=timezone.now())

    def _candidates(self) -> list[tuple[str, str]]:
        """Who it may be; nobody before something was typed."""
        typed = {
            name: str(self.data.get(self.add_prefix(name), "")).strip()[:254]
            for name in ("giver", "mail")
        }
        alike = supporters_like(name=clean_name(typed["giver"]), mail=typed["mail"])[:_MOST]
        found = [(str(supporter.pk), _told(supporter)) for supporter in alike]
        return [*found, (_NEW, _("A new giver"))]

    def _currency(self) -> str:
        chosen = self.data.get(self.add_prefix("campaign")) if self.is_bound else None
        if not str(chosen or "").isdigit():
            return _DEFAULT_CURRENCY
        campaign = Campaign.objects.filter(pk=chosen).first()
        return campaign.currency if campaign else _DEFAULT_CURRENCY

    class Meta:
        model = Gift
        fields = [
            "campaign",
            "amount",
            "way",
            "received_on",
            "show_amount",
            "in_honour_of",
            "note",
        ]


def _with_currency(campaign: Campaign) -> str:
    return f"{campaign} ({campaign.currency})"


def _told(supporter: Supporter) -> str:
    """Somebody, told apart from others of the name: by address, and by what they gave last."""
    last = supporter.gifts.filter(state=Gift.State.RECEIVED).order_by("-received_on", "-pk").first()
    parts = [supporter.name, supporter.mail]
    if last:
        parts.append(
            _("gave %(amount)s on %(day)s") % {"amount": last.money, "day": day(last.received_on)}
        )
    return ", ".join(part for part in parts if part)
