"""What supporters type on the page of their gifts."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from standfirst.lib.names import clean_name


class LinkForm(forms.Form):
    """The address to which the link is mailed."""

    mail = forms.EmailField(
        max_length=254,
        error_messages={
            "required": gettext_lazy("Enter the email address you gave with."),
            "invalid": gettext_lazy("Enter a full email address, like name@example.org."),
        },
    )


class ShownForm(forms.Form):
    """How their gifts are shown."""

    receipt_name = forms.CharField(max_length=200, required=False)
    name = forms.CharField(max_length=200, required=False)
    show_name = forms.BooleanField(required=False)
    show_amount = forms.BooleanField(required=False)

    def clean_receipt_name(self) -> str:
        """The same."""
        return clean_name(self.cleaned_data["receipt_name"])

    def clean_name(self) -> str:
        """Return it on one line, without what cannot be seen."""
        return clean_name(self.cleaned_data["name"])

    def clean(self) -> dict[str, object]:
        """Want a name where one is to be shown."""
        values: dict[str, object] = self.cleaned_data
        if values.get("show_name") and not values.get("name") and not self.errors:
            self.add_error("name", _("Enter the name to show, or show none."))
        return values


class ActForm(forms.Form):
    """Which regular gift, and what is to be done with it."""

    ACTS: ClassVar = ("amount", "pause", "resume", "stop")
    regular = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    act = forms.ChoiceField(choices=[(act, act) for act in ACTS])


class AddressForm(forms.Form):
    """The address that somebody wants their receipts to go to."""

    mail = forms.EmailField(
        max_length=254,
        error_messages={
            "required": gettext_lazy("Enter your new email address."),
            "invalid": gettext_lazy("Enter a full email address, like name@example.org."),
        },
    )


class SupporterForm(forms.Form):
    """How somebody is called, and where letters to them go, as the desk writes it."""

    name = forms.CharField(label=gettext_lazy("name"), max_length=200, required=False)
    mail = forms.EmailField(
        label=gettext_lazy("email"),
        max_length=254,
        required=False,
        help_text=gettext_lazy(
            "Receipts and other emails go there. The old address is told of the change."
        ),
        error_messages={
            "invalid": gettext_lazy("Enter a full email address, like name@example.org.")
        },
    )

    def clean_name(self) -> str:
        """Return it on one line, without what cannot be seen."""
        return clean_name(self.cleaned_data["name"])
