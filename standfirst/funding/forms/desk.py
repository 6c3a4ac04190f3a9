"""What the treasurer types: amounts as decimals, kept as minor units."""

from contextlib import suppress
from datetime import date
from typing import Any

import stdnum.exceptions
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from stdnum import bic, iban
from wagtail.admin.forms import WagtailAdminModelForm

from standfirst.funding.models import Campaign
from standfirst.funding.queries import usual_currency
from standfirst.funding.suggested import suggested_for
from standfirst.lib.currencies import CURRENCIES, currency_choices
from standfirst.lib.edit_conflict import EditConflictForm
from standfirst.lib.money import Money
from standfirst.lib.names import clean_name
from standfirst.lib.typed_money import PROGRAMS, NoAmount, read_money

from .amounts import MoneyField, read_amount
from .days import read_days, whole_year_words

_EARLIEST = date(1970, 1, 1)


def need_whole_year(day: date) -> None:
    """Refuse the year 26, which is typed for 2026 and would stay in the books.

    Raises:
        ValidationError: no newsroom's books begin so early.
    """
    if day < _EARLIEST:
        raise ValidationError(whole_year_words())


class MilestoneForm(WagtailAdminModelForm):
    amount = MoneyField()


class MatchForm(WagtailAdminModelForm):
    most = MoneyField()


_ROWS = ("amounts_once", "amounts_regular", "amounts_yearly")
# Addresses below /support/ that are pages of their own.
_TAKEN = {"paid", "left", "proof", "thanks", "money", "mine", "reminder", "transfer"}


class CampaignForm(EditConflictForm):
    currency = forms.ChoiceField(label=gettext_lazy("currency"), choices=currency_choices)
    goal = MoneyField()
    stretch_goal = MoneyField(required=False)
    # Left empty, what is usual in the currency.
    least = MoneyField(label=gettext_lazy("smallest gift"), required=False)
    most = MoneyField(label=gettext_lazy("largest gift"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self._begin_with_what_is_usual()
        self._hold_on_to_what_is_public()
        currency = self._currency()
        for name in ("goal", "stretch_goal", "least", "most"):
            self.fields[name].currency = currency
        for relation, name in (("milestones", "amount"), ("matches", "most")):
            for form in self.formsets[relation].forms:
                form.fields[name].currency = currency
                read_days(form)
        read_days(self)
        for name in _ROWS:
            self.initial[name] = self._as_typed(self.initial.get(name) or "", currency)
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

    def clean_amounts_yearly(self) -> str:
        return self._amounts("amounts_yearly")

    def clean_amounts_words(self) -> str:
        """Keep each amount as programs write it.

        Raises:
            ValidationError: a line has no amount and words.
        """
        lines = []
        for line in filter(str.strip, self.cleaned_data["amounts_words"].splitlines()):
            typed, sign, words = line.partition("=")
            if not sign or not words.strip():
                raise ValidationError(
                    _("Write “%(line)s” like “15 = an hour at the court”.") % {"line": line.strip()}
                )
            amount = read_amount(typed, self._currency())
            lines.append(f"{amount.short_decimal} = {words.strip()}")
        return "\n".join(lines)

    def _amounts(self, name: str) -> str:
        """Return amounts for programs, with spaces between."""
        typed: str = self.cleaned_data[name]
        amounts = (read_amount(text, self._currency()) for text in typed.split())
        return " ".join(amount.short_decimal for amount in amounts)

    @staticmethod
    def _as_typed(amounts: str, currency: str) -> str:
        """Return suggested amounts as the treasurer types them."""
        with suppress(NoAmount):
            read = (read_money(text, currency, PROGRAMS) for text in amounts.split())
            return " ".join(amount.as_short for amount in read)
        return amounts

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
        self._fill_in(data)
        least, most = data.get("least"), data.get("most")
        if least and most and most < least:
            self.add_error("most", _("Write an amount above the smallest gift."))
        elif least and most:
            for name in _ROWS:
                self._keep_within(name, least, most)
        return data

    def _fill_in(self, data: dict[str, Any]) -> None:
        """Put what is usual in the currency where nothing was typed; a campaign that is there may suggest nothing."""
        usual = suggested_for(self._currency())
        rows = () if self.instance.pk else ("amounts_once", "amounts_regular")
        names = (*rows, "least", "most")
        for name in names:
            if name not in self.errors and not data.get(name):
                data[name] = getattr(usual, name)

    def _keep_within(self, name: str, least: int, most: int) -> None:
        currency = self._currency()
        for text in (self.cleaned_data.get(name) or "").split():
            amount = read_money(text, currency, PROGRAMS)
            if not least <= amount.minor <= most:
                words = _("You cannot give %(amount)s: gifts here are from %(least)s to %(most)s.")
                limits = {"least": Money(least, currency), "most": Money(most, currency)}
                self.add_error(name, words % {"amount": amount, **limits})
                return

    def _currency(self) -> str:
        if self.is_bound and not self.fields["currency"].disabled:
            typed = self.data.get(self.add_prefix("currency"), "")
            if typed in CURRENCIES:
                return str(typed)
        return str(self.instance.currency)

    def _begin_with_what_is_usual(self) -> None:
        """Begin a new campaign with the currency of the last, and without amounts: those of the model are dollars."""
        if self.instance.pk:
            return
        self.instance.currency = self.initial["currency"] = usual_currency()
        for name in (*_ROWS, "least", "most"):
            self.initial[name] = None
            if name != "amounts_yearly":
                self.fields[name].help_text = _("Left empty: what is usual in the currency.")

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
        limit = self.fields["second_person_above"]
        if not self.for_user or not self.for_user.has_perm("funding.set_refund_limit"):
            # What is posted for a disabled field is not looked at.
            limit.disabled = True
            limit.help_text = _(
                "In cents, or the currency’s smallest unit. Only the operator can change it."
            )
        amount = Money(self.instance.second_person_above, usual_currency())
        now = _("Now it is %(amount)s.") % {"amount": amount}
        limit.help_text = f"{limit.help_text} {now}"

    def clean_account_holder(self) -> str:
        """Keep one line: another would be a row of its own in the QR code."""
        return clean_name(self.cleaned_data["account_holder"])

    def clean_account_iban(self) -> str:
        """Keep it without blanks.

        Raises:
            ValidationError: its check digits, its length or its country are wrong.
        """
        typed: str = self.cleaned_data["account_iban"]
        if not typed.strip():
            return ""
        try:
            return str(iban.validate(typed))
        except stdnum.exceptions.ValidationError as error:
            raise ValidationError(
                _("This is not a valid IBAN. Check it against your bank statement.")
            ) from error

    def clean_account_bic(self) -> str:
        """Keep it without blanks.

        Raises:
            ValidationError: it is none.
        """
        typed: str = self.cleaned_data["account_bic"]
        if not typed.strip():
            return ""
        try:
            return str(bic.validate(typed))
        except stdnum.exceptions.ValidationError as error:
            raise ValidationError(
                _("This is not a valid BIC. It has 8 or 11 characters. You can leave it empty.")
            ) from error

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean()
        holder, number = data.get("account_holder"), data.get("account_iban")
        if number and not holder:
            self.add_error("account_holder", _("Enter the name of the account holder."))
        if holder and not number and "account_iban" not in self.errors:
            self.add_error("account_iban", _("Enter the IBAN of this account."))
        return data

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
        return code in CURRENCIES and read_money(amount, code, PROGRAMS).minor >= 0
    except NoAmount:
        return False
