"""Days that people type: read as their language writes them, and refused in words that help."""

import re

from django import forms
from django.utils import timezone
from django.utils.formats import get_format
from django.utils.translation import gettext as _

# With points a day is written in one order only, whatever the language.
_WITH_POINTS = "%d.%m.%Y"
# "28.11.26"
_SHORT_YEAR = re.compile(r"\d{1,2}[./-] ?\d{1,2}[./-] ?\d\d")


def read_days(form: forms.BaseForm) -> None:
    """Let the fields of `form` for a day read it as people write it, and say how to where they cannot."""
    for name, field in form.fields.items():
        if isinstance(field, forms.DateField):
            field.input_formats = [*get_format("DATE_INPUT_FORMATS"), _WITH_POINTS]
            field.error_messages["invalid"] = _how_to_write(form.data.get(form.add_prefix(name)))


def whole_year_words() -> str:
    """Return what to say of the year 26, typed for 2026."""
    return _("Write the year with all its digits, like 2026.")


def _how_to_write(typed: object) -> str:
    if _SHORT_YEAR.fullmatch(str(typed or "").strip()):
        return whole_year_words()
    return _("Enter the date like %(example)s.") % {"example": timezone.localdate().isoformat()}
