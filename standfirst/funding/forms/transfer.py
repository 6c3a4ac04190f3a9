"""What the treasurer types of a transfer that arrived."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from standfirst.funding.models import Gift
from standfirst.lib.money import Money

from .amounts import MoneyField
from .desk import need_whole_year


class TransferForm(forms.Form):
    """How much of an announced transfer arrived, and when."""

    amount = MoneyField(label=gettext_lazy("amount that arrived"))
    received_on = forms.DateField(
        label=gettext_lazy("received on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, gift: Gift, **kwargs: Any) -> None:  # noqa: ANN401
        # Several of them stand on one page.
        kwargs.setdefault("auto_id", f"id_{gift.reference}_%s")
        super().__init__(*args, **kwargs)
        self.gift = gift
        self.initial = {"amount": gift.amount, "received_on": timezone.localdate()}
        self.fields["amount"].currency = gift.currency  # type: ignore[attr-defined]

    def clean_received_on(self) -> date:
        day: date = self.cleaned_data["received_on"]
        if day > timezone.localdate():
            raise ValidationError(_("Enter the day it arrived, not one in the future."))
        need_whole_year(day)
        return day

    @property
    def money(self) -> Money:
        """What was typed, once the form is valid."""
        return Money(self.cleaned_data["amount"], self.gift.currency)
