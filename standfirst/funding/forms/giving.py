"""What a reader types to give: refusals in words beside the field, and nothing typed is lost."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from standfirst.funding.models import Campaign, FundingSettings, Gift, RegularGift
from standfirst.funding.services.giving import Wish, cover_for
from standfirst.lib.currencies import exponent_of
from standfirst.lib.money import SIGNS, Money, is_payable, parse_money, unpayable_words
from standfirst.lib.names import clean_name
from standfirst.publishing.models import ArticlePage

ONCE = "once"
_HOW = [
    (ONCE, gettext_lazy("Once")),
    (RegularGift.Every.MONTH.value, gettext_lazy("Monthly")),
    (RegularGift.Every.YEAR.value, gettext_lazy("Yearly")),
]


@dataclass(frozen=True, slots=True)
class Choice:
    """One button of a row of which one is pressed."""

    value: str
    words: str
    is_chosen: bool


class GiveForm(forms.Form):
    """A gift as a reader wishes it; `wish` is what it comes to."""

    # Somebody left the provider's page without paying.
    was_left = False

    how = forms.ChoiceField(choices=_HOW, initial=ONCE)
    # Suggested amounts, one field for each row; what is typed goes before them.
    once = forms.CharField(required=False, max_length=20)
    regular = forms.CharField(required=False, max_length=20)
    own = forms.CharField(required=False, max_length=40)
    mail = forms.EmailField(
        max_length=254,
        error_messages={
            "required": gettext_lazy("Write your mail address: the receipt goes there."),
            "invalid": gettext_lazy("Write a whole address, like name@example.org."),
        },
    )
    cover = forms.BooleanField(required=False)
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
        self.sign = SIGNS.get(campaign.currency, campaign.currency)

    @property
    def choices_how(self) -> list[Choice]:
        """How often."""
        chosen = self._value("how") or ONCE
        return [Choice(value, str(words), value == chosen) for value, words in _HOW]

    @property
    def choices_once(self) -> list[Choice]:
        """Amounts suggested for a gift made once."""
        return list(self._amounts("once", self.campaign.amounts_once))

    @property
    def choices_regular(self) -> list[Choice]:
        """Amounts suggested for each month or year."""
        return list(self._amounts("regular", self.campaign.amounts_regular))

    @property
    def limits(self) -> tuple[Money, Money]:
        """The smallest and the largest gift."""
        currency = self.campaign.currency
        return Money(self.campaign.least, currency), Money(self.campaign.most, currency)

    @property
    def example(self) -> Money:
        """The amount as far as it is known: of which what the fee comes to is told."""
        try:
            return self._amount({name: self._value(name) for name in self.fields})
        except ValidationError:
            return self._amount_suggested() or self.limits[0]

    @property
    def example_cover(self) -> Money:
        """What covering the fee adds to it."""
        return cover_for(self.example, rules=self.rules)

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
            self.add_error("name", _("Write the name that is to be shown."))
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
    def filled_from(cls, gift: Gift, *, is_own: bool, rules: FundingSettings) -> "GiveForm":
        """Return the form as it was sent; to another browser without what only its giver knows."""
        values: dict[str, Any] = {
            "how": gift.regular.every if gift.regular else ONCE,
            "own": gift.money.decimal,
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

    def _amount(self, data: dict[str, Any]) -> Money:
        """Return what is given.

        Raises:
            ValidationError: it cannot be read, or is too small or too large.
        """
        row = "once" if data.get("how") in {ONCE, None, ""} else "regular"
        typed = data.get("own") or data.get(row) or self._suggested(row)
        if not typed:
            raise ValidationError(_("Write an amount."), code="no_amount")
        least, most = self.limits
        try:
            amount = parse_money(typed, self.campaign.currency)
        except ValueError as error:
            raise ValidationError(self._unread(typed), code="no_amount") from error
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

    def _unread(self, typed: str) -> str:
        if exponent_of(self.campaign.currency) == 0:
            return _("“%(typed)s” is no amount we can read. Write a whole number like 1500.") % {
                "typed": typed
            }
        return _("“%(typed)s” is no amount we can read. Write 15 or 15.00.") % {"typed": typed}

    def _amounts(self, field: str, suggested: str) -> Iterator[Choice]:
        chosen = "" if self._value("own") else self._value(field) or self._suggested(field)
        for text in suggested.split():
            try:
                amount = parse_money(text, self.campaign.currency)
            except ValueError:  # the treasurer's slip is no reader's trouble
                continue
            yield Choice(text, str(amount), text == chosen)

    def _suggested(self, row: str) -> str:
        """The second of the suggestions: not the least that one can do."""
        texts = getattr(self.campaign, f"amounts_{row}").split()
        return str(texts[min(1, len(texts) - 1)]) if texts else ""

    def _amount_suggested(self) -> Money | None:
        """The amount that stands chosen before anybody types."""
        try:
            return self._amount({"how": self._value("how")})
        except ValidationError:
            return None

    def _value(self, name: str) -> Any:  # noqa: ANN401
        return self[name].value() or ""
