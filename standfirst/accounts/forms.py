import zoneinfo
from functools import cache
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from .models import User
from .models.people import LONGEST_DISPLAY_NAME


class _Plain(forms.Form):
    """Fields that say what is wrong with them to everybody, and look like the paper's."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", "input")


class MailAddressForm(_Plain):
    mail_address = forms.EmailField(
        label=_("Email address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True}),
    )

    def clean_mail_address(self) -> str:
        """Return it in small letters: nobody is two people by a capital."""
        return str(self.cleaned_data["mail_address"]).lower()


class CodeForm(_Plain):
    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "autofocus": True,
                "dir": "ltr",
            }
        ),
    )


class PasswordForm(_Plain):
    mail_address = forms.EmailField(
        label=_("Email address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=4096,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class NewPasswordForm(_Plain):
    password = forms.CharField(
        label=_("New password"),
        max_length=4096,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "autofocus": True}),
    )
    again = forms.CharField(
        label=_("New password again"),
        max_length=4096,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:  # noqa: ANN401
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        typed: str = self.cleaned_data["password"]
        validate_password(typed, self.user)
        return typed

    def clean_again(self) -> str:
        typed: str = self.cleaned_data["again"]
        if self.cleaned_data.get("password", typed) != typed:
            raise forms.ValidationError(gettext("The two passwords do not match. Type both again."))
        return typed


class NameForm(_Plain):
    name = forms.CharField(
        label=_("Name"),
        max_length=LONGEST_DISPLAY_NAME,
        required=False,
        help_text=_("Shown beside what you write. If you leave it empty, you appear as Anonymous."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname", "dir": "auto"}),
    )


class ProfileForm(NameForm):
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=[("", _("Same as the paper")), *settings.LANGUAGES],
        help_text=_("Of buttons and dates. Articles stay in the language they were written in."),
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        required=False,
        help_text=_("Used in the emails we send you. Pages show the paper’s own time."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:  # noqa: ANN401
        kwargs["initial"] = {
            "name": user.get_full_name(),
            "language": user.language,
            "time_zone": user.time_zone,
        }
        super().__init__(*args, **kwargs)
        zones = self.fields["time_zone"]
        assert isinstance(zones, forms.ChoiceField)  # noqa: S101 - for the type checker
        zones.choices = [("", _("Same as the paper")), *_zones()]


@cache
def _zones() -> list[tuple[str, str]]:
    """Time zones by place, as people know them: "Europe/Copenhagen"."""
    places = sorted(zone for zone in zoneinfo.available_timezones() if "/" in zone)
    return [
        (zone, zone.replace("_", " "))
        for zone in places
        if not zone.startswith(("Etc/", "SystemV/", "US/", "posix/", "right/"))
    ] + [("UTC", "UTC")]


class EraseForm(forms.Form):
    """Leaving for good: what becomes of the words, and a word typed to be sure."""

    keep_words = forms.TypedChoiceField(
        choices=[
            ("yes", _("Keep my comments, without my name")),
            ("no", _("Delete my comments too")),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose what should happen to your comments.")},
    )
    typed = forms.CharField(required=False, max_length=40)

    @staticmethod
    def word() -> str:
        """What must be typed, in the reader's language."""
        return gettext("erase")

    def clean_typed(self) -> str:
        typed: str = self.cleaned_data["typed"]
        if typed.strip().casefold() != self.word().casefold():
            raise forms.ValidationError(
                gettext_lazy(
                    "Please type the word %(word)s, so that nothing is erased by mistake."
                ),
                params={"word": self.word()},
            )
        return typed
