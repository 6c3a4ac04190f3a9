"""What the treasurer types about money that leaves: refunds, and what was spent."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from standfirst.funding.models import Account, Campaign, Gift, Movement, RefundRequest
from standfirst.lib.currencies import CURRENCIES, currency_choices
from standfirst.lib.money import Money

from .amounts import MoneyField
from .days import read_days
from .desk import need_whole_year
from .lines import LineField


class RefundForm(forms.Form):
    """How much of a gift is to go back, and why."""

    amount = MoneyField(label=gettext_lazy("amount"))
    reason = LineField(
        label=gettext_lazy("reason"),
        max_length=RefundRequest._meta.get_field("reason").max_length,
        help_text=gettext_lazy("Kept with the refund, for colleagues and auditors."),
    )

    # What was left when the page was opened: a colleague may have asked for the same meanwhile.
    left = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, gift: Gift, left: Money | None = None, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self._currency = gift.currency
        if left is not None:
            self.fields["left"].initial = left.minor
        self.fields["amount"].currency = gift.currency  # type: ignore[attr-defined]

    @property
    def money(self) -> Money:
        """What was typed, once the form is valid."""
        return Money(self.cleaned_data["amount"], self._currency)


class ForgetForm(forms.Form):
    """Whether somebody means it: what is forgotten, nobody can bring back."""

    sure = forms.BooleanField(
        label=gettext_lazy("Erase the giver’s details for good"),
        error_messages={"required": gettext_lazy("Tick the box to confirm.")},
    )


class ExplainForm(forms.Form):
    """What an entry of the provider's own books is, in the words of who knows it."""

    entry = forms.CharField(max_length=120, widget=forms.HiddenInput)
    account = forms.ChoiceField(
        label=gettext_lazy("what it is"),
        error_messages={"required": gettext_lazy("Choose what it is.")},
        choices=[
            # What is entered is for good, so nothing is chosen for anybody.
            ("", gettext_lazy("Choose what it is")),
            (Account.BANK.value, gettext_lazy("Money from or to our bank account")),
            (
                Account.FEES.value,
                gettext_lazy("A fee of the payment provider, or the refund of one"),
            ),
            (Account.EXCHANGE.value, gettext_lazy("Changed from or into another currency")),
            (Account.UNEXPLAINED.value, gettext_lazy("Not known yet")),
        ],
    )
    why = LineField(
        label=gettext_lazy("why"),
        max_length=Movement._meta.get_field("note").max_length,
        help_text=gettext_lazy("Kept with the entry, for colleagues and auditors."),
    )

    @property
    def account_chosen(self) -> Account:
        """Where it is booked, once the form is valid."""
        return Account(self.cleaned_data["account"])


class SpendingForm(forms.Form):
    """What the newsroom spent: readers see it as it is written here."""

    amount = MoneyField(label=gettext_lazy("amount"))
    currency = forms.ChoiceField(label=gettext_lazy("currency"), choices=currency_choices)
    on = forms.DateField(
        label=gettext_lazy("spent on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    purpose = LineField(
        label=gettext_lazy("what for"),
        max_length=Movement._meta.get_field("note").max_length,
        help_text=gettext_lazy("Readers see these words: “Court reporter, October”."),
    )
    campaign = forms.ModelChoiceField(
        label=gettext_lazy("campaign"),
        queryset=Campaign.objects.order_by("-starts_on", "-pk"),
        required=False,
        empty_label=gettext_lazy("none in particular"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        read_days(self)
        chosen = self.data.get("currency") if self.is_bound else self.initial.get("currency")
        if chosen in CURRENCIES:
            self.fields["amount"].currency = str(chosen)  # type: ignore[attr-defined]

    def clean_on(self) -> Any:  # noqa: ANN401
        day = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise ValidationError(_("Enter the day it was spent, not one in the future."))
        need_whole_year(day)
        return day

    @property
    def money(self) -> Money:
        """What was typed, once the form is valid."""
        return Money(self.cleaned_data["amount"], self.cleaned_data["currency"])
