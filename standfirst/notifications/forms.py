from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import Frequency, Kind
from .services import FollowRefused, Wish


class FollowForm(forms.Form):
    """What somebody wants to hear of, where, and how often."""

    kind = forms.ChoiceField(choices=[kind for kind in Kind.choices if kind[0] != Kind.HELD])
    target = forms.CharField(required=False, max_length=100)
    frequency = forms.ChoiceField(
        choices=Frequency.choices, required=False, initial=Frequency.AT_ONCE
    )
    mail = forms.EmailField(
        max_length=254,
        error_messages={
            "required": _("Please enter the email address for these emails."),
            "invalid": _("Please write the email address like name@example.org."),
        },
    )

    def __init__(self, *args: Any, is_reader: bool = False, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        # Where a reader's letters go is known.
        self.fields["mail"].required = not is_reader

    def wish(self) -> Wish:
        values = self.cleaned_data
        kind = Kind(values["kind"])
        # The box in a discussion offers both; answers are followed wherever they are.
        target = "" if kind == Kind.REPLIES else values["target"]
        return Wish(kind, target, Frequency(values["frequency"] or Frequency.AT_ONCE))

    def add_refusal(self, refusal: FollowRefused) -> None:
        self.add_error(refusal.field or None, str(refusal))


class ChangeForm(forms.Form):
    """One change on the page of all that somebody follows."""

    act = forms.ChoiceField(
        choices=[(name, name) for name in ("frequency", "end", "end-all", "erase", "resume")]
    )
    follow = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    frequency = forms.ChoiceField(choices=Frequency.choices, required=False)
