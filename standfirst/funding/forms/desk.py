"""What the treasurer types: amounts as decimals, kept as minor units."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm

from standfirst.funding.models import Campaign, Gift
from standfirst.funding.services.offline import OFFLINE, record_gift
from standfirst.lib.currencies import CURRENCIES, currency_choices, exponent_of
from standfirst.lib.edit_conflict import EditConflictForm
from standfirst.lib.money import Money, parse_money

_DEFAULT_CURRENCY = "USD"
_EARLIEST = date(1970, 1, 1)


class MoneyField(forms.CharField):
    """An amount as people write it ("12.50"); its value is minor units of `currency`."""

    currency = _DEFAULT_CURRENCY

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "inputmode": "decimal", "autocomplete": "off"}

    def to_python(self, value: Any) -> Any:  # noqa: ANN401
        text = super().to_python(value)
        if not text:
            return None
        try:
            minor = parse_money(text, self.currency).minor
        except ValueError as error:
            raise ValidationError(self._what_would_do(), code="no_amount") from error
        if minor == 0:
            raise ValidationError(_("Write an amount above zero."), code="zero")
        return minor

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401
        return Money(value, self.currency).decimal if isinstance(value, int) else value

    def has_changed(self, initial: Any, data: Any) -> bool:  # noqa: ANN401
        return super().has_changed(self.prepare_value(initial), data)

    def _what_would_do(self) -> str:
        if exponent_of(self.currency) == 0:
            return _("Write a whole amount like 1250, without a sign between thousands.")
        return _("Write an amount like %(example)s, without a sign between thousands.") % {
            "example": Money(125 * 10 ** exponent_of(self.currency) // 10, self.currency).decimal
        }


def need_whole_year(day: date) -> None:
    """Refuse the year 26, which is typed for 2026 and would stay in the books.

    Raises:
        ValidationError: no newsroom's books begin so early.
    """
    if day < _EARLIEST:
        raise ValidationError(_("Write the year with all its digits, like 2026."))


class MilestoneForm(WagtailAdminModelForm):
    amount = MoneyField()


class MatchForm(WagtailAdminModelForm):
    most = MoneyField()


# Addresses below /support/ that are pages of their own.
_TAKEN = {"paid", "left", "proof", "thanks", "money", "mine"}


class CampaignForm(EditConflictForm):
    currency = forms.ChoiceField(label=gettext_lazy("currency"), choices=currency_choices)
    goal = MoneyField()
    stretch_goal = MoneyField(required=False)
    least = MoneyField()
    most = MoneyField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self._hold_on_to_what_is_public()
        currency = self._currency()
        for name in ("goal", "stretch_goal", "least", "most"):
            self.fields[name].currency = currency
        for relation, name in (("milestones", "amount"), ("matches", "most")):
            for form in self.formsets[relation].forms:
                form.fields[name].currency = currency
        for name in ("purpose", "how_to_give"):
            # A label leads into no rich text; and a widget shares its options with all its copies.
            widget = self.fields[name].widget
            widget.options = {**widget.options, "ariaLabel": str(self[name].label)}

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if slug in _TAKEN:
            raise ValidationError(_("Another page has this address. Choose another."))
        return slug

    def clean_amounts_once(self) -> str:
        return self._amounts("amounts_once")

    def clean_amounts_regular(self) -> str:
        return self._amounts("amounts_regular")

    def _amounts(self, name: str) -> str:
        """Return amounts with spaces between.

        Raises:
            ValidationError: one of them is none.
        """
        typed: str = self.cleaned_data[name]
        for text in typed.split():
            try:
                parse_money(text, self._currency())
            except ValueError as error:
                raise ValidationError(
                    _("Write amounts like 5 or 12.50, with spaces between.")
                ) from error
        return " ".join(typed.split())

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean()
        starts_on, ends_on = data.get("starts_on"), data.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("Write a day on or after the first."))
        goal, beyond = data.get("goal"), data.get("stretch_goal")
        if goal and beyond and beyond <= goal:
            self.add_error("stretch_goal", _("Write an amount above the goal, or none."))
        following = data.get("regular_goes_to")
        if following and (following == self.instance or following.currency != self._currency()):
            self.add_error("regular_goes_to", _("Choose another campaign in the same currency."))
        least, most = data.get("least"), data.get("most")
        if least and most and most < least:
            self.add_error("most", _("Write an amount above the smallest gift."))
        return data

    def _currency(self) -> str:
        if self.is_bound and not self.fields["currency"].disabled:
            typed = self.data.get(self.add_prefix("currency"), "")
            if typed in CURRENCIES:
                return str(typed)
        return str(self.instance.currency)

    def _hold_on_to_what_is_public(self) -> None:
        """A published address stays, and so does the currency that gifts were counted in."""
        if self.instance.pk and self.initial.get("state") != Campaign.State.DRAFT:
            self.fields["slug"].disabled = True
            self.fields["slug"].help_text = _("Readers know this address, so it stays.")
        if self.instance.pk and self.instance.gifts.exists():
            self.fields["currency"].disabled = True
            self.fields["currency"].help_text = _("Gifts were counted in it, so it stays.")


class FundingSettingsForm(EditConflictForm):
    """How the newsroom takes gifts; one of its fields is the operator's alone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        if not self.for_user or not self.for_user.has_perm("funding.set_refund_limit"):
            # What is posted for a disabled field is not looked at.
            self.fields["second_person_above"].disabled = True
            self.fields["second_person_above"].help_text = _(
                "In the smallest unit of the currency, like cents. Only the operator sets it, so "
                "that nobody lifts the limit for a refund of their own."
            )

    def clean_fees_fixed(self) -> str:
        """One on a line, each currency once.

        Raises:
            ValidationError: a line is no currency with an amount.
        """
        lines = [" ".join(line.split()) for line in self.cleaned_data["fees_fixed"].splitlines()]
        fees = dict(line.partition(" ")[::2] for line in lines if line)
        for code, amount in fees.items():
            if not _is_fee(code, amount):
                raise ValidationError(
                    _("“%(line)s” is no fee. Write a currency and an amount, like “USD 0.30”.")
                    % {"line": f"{code} {amount}".strip()[:40]}
                )
        return "\n".join(f"{code} {amount}" for code, amount in fees.items())


def _is_fee(code: str, amount: str) -> bool:
    try:
        return code in CURRENCIES and parse_money(amount, code).minor >= 0
    except ValueError:
        return False


class GiftForm(WagtailAdminModelForm):
    """A gift that came without a provider; once entered it is in the books and stays."""

    amount = MoneyField()
    giver = forms.CharField(
        label=gettext_lazy("giver"),
        max_length=200,
        required=False,
        help_text=gettext_lazy(
            "Seen by the treasurer only. Left empty, the gift counts as one supporter of its own."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["campaign"].queryset = Campaign.objects.order_by("-starts_on", "-pk")
        self.fields["amount"].currency = self._currency()
        self.fields["amount"].help_text = _("What arrived, in the campaign's currency.")
        self.fields["way"].choices = [(way.value, way.label) for way in OFFLINE]
        self.fields["received_on"].required = True

    def clean_received_on(self) -> Any:  # noqa: ANN401
        day = self.cleaned_data["received_on"]
        if day > timezone.localdate():
            raise ValidationError(_("Write the day on which it arrived, not one to come."))
        need_whole_year(day)
        return day

    def save(self, commit: bool = True) -> Gift:  # noqa: FBT001, FBT002 - as Django calls it
        values = self.cleaned_data
        self.instance = record_gift(
            campaign=values["campaign"],
            amount=Money(values["amount"], values["campaign"].currency),
            way=values["way"],
            received_on=values["received_on"],
            giver=values["giver"],
            note=values["note"],
            at=timezone.now(),
        )
        return self.instance

    def _currency(self) -> str:
        chosen = self.data.get(self.add_prefix("campaign")) if self.is_bound else None
        if not str(chosen or "").isdigit():
            return _DEFAULT_CURRENCY
        campaign = Campaign.objects.filter(pk=chosen).first()
        return campaign.currency if campaign else _DEFAULT_CURRENCY

    class Meta:
        model = Gift
        fields = ["campaign", "amount", "way", "received_on", "note"]
