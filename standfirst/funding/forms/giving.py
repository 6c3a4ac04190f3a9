"""What a reader types to give: refusals in words beside the field, and nothing typed is lost."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from standfirst.funding.models import Campaign, FundingSettings, Gift, RegularGift
from standfirst.funding.services.giving import Wish, cover_for
from standfirst.funding.suggested import read_amounts
from standfirst.lib.currencies import exponent_of, payable_step
from standfirst.lib.money import Money, is_payable, unpayable_words
from standfirst.lib.names import clean_name
from standfirst.lib.typed_money import PROGRAMS, NoAmount, read_money
from standfirst.publishing.models import ArticlePage

from .amounts import read_amount

ONCE = "once"
_HOW = [
    (ONCE, gettext_lazy("Once")),
    (RegularGift.Every.MONTH.value, gettext_lazy("Monthly")),
    (RegularGift.Every.YEAR.value, gettext_lazy("Yearly")),
]
# The row of suggested amounts that belongs to how often.
_ROWS = {
    ONCE: "once",
    RegularGift.Every.MONTH.value: "regular",
    RegularGift.Every.YEAR.value: "yearly",
}


@dataclass(frozen=True, slots=True)
class Fee:
    """What the provider keeps, for the script that says so beside an amount: see `cover_for`."""

    percent: str
    fixed: int
    exponent: int
    step: int


@dataclass(frozen=True, slots=True)
class Choice:
    """One button of a row of which one is pressed."""

    value: str
    words: str
    is_chosen: bool
    # What a suggested amount pays for, if the newsroom says so.
    pays_for: str = ""


class GiveForm(forms.Form):
    """A gift as a reader wishes it; `wish` is what it comes to."""

    # Whether anything but a bank transfer can be paid here.
    takes_cards = True
    # Somebody left the provider's page without paying.
    was_left = False

    how = forms.ChoiceField(choices=_HOW, initial=ONCE)
    # Suggested amounts, one field for each row; what is typed goes before them.
    once = forms.CharField(required=False, max_length=20)
    regular = forms.CharField(required=False, max_length=20)
    yearly = forms.CharField(required=False, max_length=20)
    own = forms.CharField(required=False, max_length=40)
    mail = forms.EmailField(
        max_length=254,
        error_messages={
            "required": gettext_lazy("Enter your email address: the receipt goes there."),
            "invalid": gettext_lazy("Enter a full email address, like name@example.org."),
        },
    )
    cover = forms.BooleanField(required=False)
    # By bank transfer.
    transfer = forms.BooleanField(required=False)
    # For the receipt, and for the list of supporters: nobody has to show the name that taxes want.
    receipt_name = forms.CharField(required=False, max_length=200)
    name = forms.CharField(required=False, max_length=200)
    show_name = forms.BooleanField(required=False)
    show_amount = forms.BooleanField(required=False)
    honour = forms.CharField(required=False, max_length=200)
    note = forms.CharField(required=False, max_length=280)
    # The number of the article that asked; no reader types it, so none is told of a wrong one.
    article = forms.CharField(required=False)

    def __init__(
        self,
        *args: Any,  # noqa: ANN401
        campaign: Campaign,
        rules: FundingSettings,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        self.campaign, self.rules = campaign, rules

    @property
    def choices_how(self) -> list[Choice]:
        """How often."""
        chosen = self._value("how") or ONCE
        hows = _HOW if self.takes_cards else _HOW[:1]
        return [Choice(value, str(words), value == chosen) for value, words in hows]

    @property
    def choices_once(self) -> list[Choice]:
        """Amounts suggested for a gift made once."""
        return list(self._amounts("once"))

    @property
    def choices_regular(self) -> list[Choice]:
        """Amounts suggested for each month."""
        return list(self._amounts("regular")) if self.takes_cards else []

    @property
    def choices_yearly(self) -> list[Choice]:
        """Amounts suggested for each year."""
        return list(self._amounts("yearly")) if self.takes_cards else []

    @property
    def limits(self) -> tuple[Money, Money]:
        """The smallest and the largest gift."""
        currency = self.campaign.currency
        return Money(self.campaign.least, currency), Money(self.campaign.most, currency)

    @property
    def example(self) -> Money | None:
        """The amount of which what the fee comes to is told; None where one is typed that cannot be taken."""
        try:
            return self._amount({name: self._value(name) for name in self.fields})
        except ValidationError:
            return None if self._value("own") else self.limits[0]

    @property
    def example_cover(self) -> Money | None:
        """What covering the fee adds to it."""
        return cover_for(self.example, rules=self.rules) if self.example else None

    @property
    def fee(self) -> Fee:
        """How the fee is worked out."""
        currency = self.campaign.currency
        rules = self.rules
        return Fee(
            f"{rules.fee_percent:.2f}",
            rules.fee_fixed(currency).minor,
            exponent_of(currency),
            payable_step(currency),
        )

    @property
    def covered(self) -> Money:
        """What is added to a valid gift for the fee."""
        amount: Money = self.cleaned_data["amount"]
        if self.cleaned_data["cover"]:
            return cover_for(amount, rules=self.rules)
        return Money(0, amount.currency)

    @property
    def charged(self) -> Money:
        """What a valid form takes."""
        amount: Money = self.cleaned_data["amount"]
        return amount + self.covered

    @property
    def act_words(self) -> str:
        """What a valid form does, with the fee where it is covered: "Give $15.76 a month"."""
        words = {
            RegularGift.Every.MONTH.value: _("Give %(amount)s a month"),
            RegularGift.Every.YEAR.value: _("Give %(amount)s a year"),
        }
        how = self.cleaned_data["how"]
        return words.get(how, _("Give %(amount)s")) % {"amount": self.charged}

    @property
    def has_extras(self) -> bool:
        """Whether anything stands in the part that is folded away."""
        names = ("receipt_name", "name", "show_name", "show_amount", "honour", "note")
        return any(self._value(name) for name in names)

    def clean_name(self) -> str:
        """As it may be shown."""
        return clean_name(self.cleaned_data["name"])

    def clean_receipt_name(self) -> str:
        """As it may be printed."""
        return clean_name(self.cleaned_data["receipt_name"])

    def clean_honour(self) -> str:
        """A name, too."""
        return clean_name(self.cleaned_data["honour"])

    def clean_note(self) -> str:
        """One paragraph: it stands in a list."""
        return clean_name(self.cleaned_data["note"])

    def clean_article(self) -> ArticlePage | None:
        """The live article of that number, if there is one."""
        number = self.cleaned_data["article"]
        if not re.fullmatch(r"[0-9]{1,18}", number):
            return None
        article: ArticlePage | None = ArticlePage.objects.live().filter(pk=int(number)).first()
        return article

    def clean(self) -> dict[str, Any]:
        """Add the amount that all of it comes to, in `amount`."""
        data: dict[str, Any] = super().clean() or {}
        try:
            data["amount"] = self._amount(data)
        except ValidationError as error:
            self.add_error("own", error)
        if data.get("show_name") and not data.get("name"):
            self.add_error("name", _("Enter the name to show."))
        if data.get("transfer"):
            self._check_transfer(data)
        return data

    def wish(self) -> Wish:
        """Return what a valid form comes to."""
        data = self.cleaned_data
        return Wish(
            campaign=self.campaign,
            amount=data["amount"],
            mail=data["mail"],
            every="" if data["how"] == ONCE else data["how"],
            covers_fee=data["cover"],
            receipt_name=data["receipt_name"],
            name=data["name"],
            show_name=data["show_name"],
            show_amount=data["show_amount"],
            note=data["note"],
            in_honour_of=data["honour"],
            article=data["article"],
            language=get_language() or "",
        )

    @classmethod
    def asked_for(cls, asked: Mapping[str, str], campaign: Campaign) -> dict[str, str]:
        """Return what a link chooses: `?amount=40&every=month`, as newsletters have it; else nothing of it.

        The amount is written as programs do. One that is suggested is chosen among the suggestions.
        """
        how = asked.get("every", "")
        chosen = {"how": how} if how in _ROWS else {}
        try:
            amount = read_money(asked.get("amount", ""), campaign.currency, PROGRAMS)
        except NoAmount:
            return chosen
        row = _ROWS.get(how, "once")
        form = cls(campaign=campaign, rules=FundingSettings())
        is_suggested = amount in form._row(row)
        return chosen | ({row: amount.short_decimal} if is_suggested else {"own": amount.as_short})

    @classmethod
    def filled_from(cls, gift: Gift, *, is_own: bool, rules: FundingSettings) -> "GiveForm":
        """Return the form as it was sent; to another browser without what only its giver knows."""
        values: dict[str, Any] = {
            "how": gift.regular.every if gift.regular else ONCE,
            "own": gift.money.as_typed,
            "cover": bool(gift.cover),
            "article": gift.article_id,
        }
        if is_own:
            values |= {
                "mail": gift.supporter.mail if gift.supporter else "",
                "receipt_name": gift.receipt_name,
                "name": gift.shown_as,
                "show_name": gift.show_name,
                "show_amount": gift.show_amount,
                "honour": gift.in_honour_of,
                "note": gift.note,
            }
        return cls(initial=values, campaign=gift.campaign, rules=rules)

    def _check_transfer(self, data: dict[str, Any]) -> None:
        if self.rules.bank_account is None:
            self.add_error(
                None, _("We are not taking bank transfers at the moment. Please give another way.")
            )
        elif data.get("how") in {RegularGift.Every.MONTH, RegularGift.Every.YEAR}:
            self.add_error(
                None,
                _(
                    "A gift by bank transfer is made once. Choose “Once” above, or go on to payment "
                    "for a gift that comes regularly."
                ),
            )

    def _amount(self, data: dict[str, Any]) -> Money:
        """Return what is given.

        Raises:
            ValidationError: it cannot be read, or is too small or too large.
        """
        row = _ROWS.get(data.get("how") or ONCE, "once")
        own, suggested = data.get("own"), data.get(row) or self._suggested(row)
        if not own and not suggested:
            raise ValidationError(_("Enter an amount."), code="no_amount")
        currency = self.campaign.currency
        amount = read_amount(own, currency) if own else read_amount(suggested, currency, PROGRAMS)
        least, most = self.limits
        if amount < least:
            raise ValidationError(_("The smallest gift here is %(least)s.") % {"least": least})
        if amount > most:
            raise ValidationError(
                _("The largest gift here is %(most)s. For more, please write to us.")
                % {"most": most}
            )
        if not is_payable(amount):
            raise ValidationError(unpayable_words(amount.currency))
        return amount

    def _amounts(self, field: str) -> Iterator[Choice]:
        chosen = "" if self._value("own") else self._value(field) or self._suggested(field)
        pays_for = self.campaign.pays_for
        for amount in self._row(field):
            text = amount.short_decimal
            yield Choice(text, str(amount), text == chosen, pays_for.get(text, ""))

    def _row(self, field: str) -> list[Money]:
        """The amounts of a row; of a year those of a month twelve times, where it has none of its own."""
        own = read_amounts(getattr(self.campaign, f"amounts_{field}"), self.campaign.currency)
        if field != "yearly" or own:
            return own
        monthly = read_amounts(self.campaign.amounts_regular, self.campaign.currency)
        yearly = (Money(amount.minor * 12, amount.currency) for amount in monthly)
        return [amount for amount in yearly if amount <= self.limits[1]]

    def _suggested(self, row: str) -> str:
        """The second of the suggestions: not the least that one can do."""
        amounts = self._row(row)
        return amounts[min(1, len(amounts) - 1)].short_decimal if amounts else ""

    def _value(self, name: str) -> Any:  # noqa: ANN401
        return self[name].value() or ""
