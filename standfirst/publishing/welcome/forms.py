"""The set-up's one form: the paper, its first editor, its sections."""

import re
import zoneinfo
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from standfirst.accounts.models import User
from standfirst.publishing.colours import refuse_unreadable
from standfirst.publishing.models.newsroom import HEX_COLOUR
from standfirst.publishing.reserved import reserved_slugs

from .policies import POLICIES
from .services import FirstEditor, Paper

MOST_SECTIONS = 20


def _taken() -> set[str]:
    """Return the addresses of the site, and of the pages that the set-up makes."""
    return {*reserved_slugs(), *(policy.slug for policy in POLICIES)}


def _time_zones() -> list[tuple[str, str]]:
    places = sorted(zone for zone in zoneinfo.available_timezones() if _is_place(zone))
    return [("UTC", "UTC"), *((zone, zone.replace("_", " ")) for zone in places)]


def _is_place(zone: str) -> bool:
    return "/" in zone and not zone.startswith(("Etc/", "SystemV/", "US/", "posix/", "right/"))


class WelcomeForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name of the paper"), max_length=100)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=_time_zones)
    accent_on_light = forms.CharField(
        label=gettext_lazy("Accent on light paper"),
        required=False,
        validators=[HEX_COLOUR],
        help_text=gettext_lazy("Like #7a1f2b. Left empty, it is our deep teal."),
    )
    accent_on_dark = forms.CharField(
        label=gettext_lazy("Accent on dark paper"),
        required=False,
        validators=[HEX_COLOUR],
        help_text=gettext_lazy("Like #f0a3a3: a lighter shade of the first."),
    )
    first_name = forms.CharField(label=gettext_lazy("First name"), max_length=150)
    last_name = forms.CharField(label=gettext_lazy("Last name"), max_length=150)
    email = forms.EmailField(
        label=gettext_lazy("Email address"),
        help_text=gettext_lazy("You sign in with it. Readers do not see it."),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        widget=forms.PasswordInput,
        help_text=gettext_lazy("At least 8 characters, and none that others could guess."),
    )
    password_again = forms.CharField(
        label=gettext_lazy("The password again"), strip=False, widget=forms.PasswordInput
    )
    sections = forms.CharField(
        label=gettext_lazy("Sections"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy(
            "One on each line, or with commas between them. You can add and rename them later."
        ),
    )

    PAPER = ("name", "language", "time_zone", "accent_on_light", "accent_on_dark")
    EDITOR = ("first_name", "last_name", "email", "password", "password_again")
    _AUTOCOMPLETE = {
        "name": "off",
        "first_name": "given-name",
        "last_name": "family-name",
        "email": "username",
        "password": "new-password",
        "password_again": "new-password",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "input"
            if name in self._AUTOCOMPLETE:
                field.widget.attrs["autocomplete"] = self._AUTOCOMPLETE[name]

    @property
    def paper_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.PAPER]

    @property
    def editor_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.EDITOR]

    def clean_accent_on_light(self) -> str:
        return self._readable("accent_on_light", on_dark=False)

    def clean_accent_on_dark(self) -> str:
        return self._readable("accent_on_dark", on_dark=True)

    def clean_sections(self) -> list[str]:
        typed = re.split(r"[,،\n]", self.cleaned_data["sections"])
        sections = list(dict.fromkeys(part for one in typed if (part := " ".join(one.split()))))
        if not sections:
            raise ValidationError(_("Write at least one section, such as News."))
        if len(sections) > MOST_SECTIONS:
            raise ValidationError(_("Begin with %(most)d at most."), params={"most": MOST_SECTIONS})
        slugs: set[str] = set()
        for section in sections:
            slugs.add(self._address(section, slugs))
        return sections

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        password, again = data.get("password"), data.get("password_again")
        if password and again and password != again:
            self.add_error("password_again", _("The two passwords do not match. Type both again."))
        elif password:
            self._validate_password(password, data)
        return data

    def paper(self) -> Paper:
        """What was typed of the paper."""
        return Paper(**{name: self.cleaned_data[name] for name in self.PAPER})

    def editor(self) -> FirstEditor:
        """What was typed of the first editor."""
        names = (name for name in self.EDITOR if name != "password_again")
        return FirstEditor(**{name: self.cleaned_data[name] for name in names})

    def _readable(self, name: str, *, on_dark: bool) -> str:
        accent: str = self.cleaned_data[name]
        if accent:
            refuse_unreadable(accent, on_dark=on_dark)
        return accent

    def _address(self, section: str, others: set[str]) -> str:
        slug = slugify(section, allow_unicode=True)
        if len(section) > 60:
            raise ValidationError(
                _("“%(it)s…” is long for a section."), params={"it": section[:30]}
            )
        if not slug or slug in _taken():
            raise ValidationError(
                _("“%(it)s” cannot be a section’s address; choose another word."),
                params={"it": section},
            )
        if slug in others:
            raise ValidationError(
                _("“%(it)s” has the same address as another section."), params={"it": section}
            )
        return slug

    def _validate_password(self, password: str, data: dict[str, Any]) -> None:
        person = User(**{name: data.get(name, "") for name in ("email", "first_name", "last_name")})
        try:
            validate_password(password, user=person)
        except ValidationError as error:
            self.add_error("password", error)
