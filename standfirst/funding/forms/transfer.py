"""What the treasurer types of a transfer that arrived."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from standfirst.funding.bank_lines import BankLine
from standfirst.funding.models import Gift
from standfirst.lib.locale_formats import day as in_words
from standfirst.lib.money import Money

from .amounts import MoneyField
from .days import read_days
from .desk import need_whole_year

# Somebody may transfer first and announce it over the weekend.
_EARLY = timedelta(days=7)


class TransferForm(forms.Form):
    """How much of an announced transfer arrived, and when."""

    amount = MoneyField(label=gettext_lazy("amount that arrived"))
    received_on = forms.DateField(
        label=gettext_lazy("received on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    # The amount and day that the page asked about.
    sure = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, gift: Gift, line: BankLine | None = None, **kwargs: Any) -> None:  # noqa: ANN401
        # Several of them stand on one page.
        kwargs.setdefault("auto_id", f"id_{gift.reference}_%s")
        super().__init__(*args, **kwargs)
        self.gift = gift
        self.initial = {"amount": gift.amount, "received_on": timezone.localdate()}
        self.fields["amount"].currency = gift.currency  # type: ignore[attr-defined]
        read_days(self)
        if line is not None:
            self._propose_amount(line)
            self._propose_day(line)

    @property
    def money(self) -> Money:
        """What was typed, once the form is valid."""
        return Money(self.cleaned_data["amount"], self.gift.currency)

    @property
    def sure_value(self) -> str:
        """What `sure` holds when somebody was asked about just this."""
        return f"{self.money.minor} {self.cleaned_data['received_on']}"

    @property
    def questions(self) -> list[str]:
        """What looks like a slip, in words, unless that was asked before; of a valid form."""
        return [] if self.cleaned_data["sure"] == self.sure_value else self.doubts

    @property
    def doubts(self) -> list[str]:
        """What looks like a slip: the books cannot be changed."""
        gift, arrived = self.gift, self.cleaned_data["received_on"]
        announced_on, doubts = timezone.localdate(gift.begun_at), []
        if self.money != gift.money:
            words = _("%(announced)s was announced, not %(amount)s.")
            doubts.append(words % {"announced": gift.money, "amount": self.money})
        facts = {"day": in_words(arrived), "announced": in_words(announced_on)}
        if arrived < announced_on - _EARLY:
            words = _("It was announced on %(announced)s, long after %(day)s.")
            doubts.append(words % facts)
        elif arrived < gift.campaign.starts_on:
            words = _("The campaign began on %(began)s, after %(day)s.")
            doubts.append(words % {**facts, "began": in_words(gift.campaign.starts_on)})
        return doubts

    def clean_received_on(self) -> date:
        day: date = self.cleaned_data["received_on"]
        if day > timezone.localdate():
            raise ValidationError(_("Enter the day it arrived, not one in the future."))
        need_whole_year(day)
        return day

    def _propose_amount(self, line: BankLine) -> None:
        read = line.amount(self.gift.money)
        self.initial["amount"] = read.value.minor if read.value else None
        if read.several:
            words = _("This line has more than one amount: %(amounts)s. Enter what arrived.")
            told = words % {"amounts": _listed(read.several)}
        elif read.value is None and line.is_in_another_currency(self.gift.currency):
            words = _("This line is in another currency. Enter what arrived, in %(currency)s.")
            told = words % {"currency": self.gift.currency}
        elif read.value is None:
            told = _("We cannot tell the amount from this line. Enter what arrived.")
        elif read.value != self.gift.money:
            words = _("Read from the line. %(announced)s was announced.")
            told = words % {"announced": self.gift.money}
        else:
            told = ""
        self.fields["amount"].help_text = told

    def _propose_day(self, line: BankLine) -> None:
        read = line.day()
        if read is None:
            return
        self.initial["received_on"] = read.value
        if read.several:
            words = _("This line has more than one day: %(days)s. Enter the day it arrived.")
            days = _listed(in_words(day) for day in read.several)
            self.fields["received_on"].help_text = words % {"days": days}
        elif read.value is None:
            words = _("We cannot tell the day from this line. Enter the day it arrived.")
            self.fields["received_on"].help_text = words


def _listed(items: Any) -> str:  # noqa: ANN401
    """Amounts or days one after the other; a comma may stand in each."""
    return "; ".join(map(str, items))
