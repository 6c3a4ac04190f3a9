"""Days that people type: read as their language writes them, and refused in words that help."""

from django import forms
from django.utils import timezone
from django.utils.formats import get_format
from django.utils.translation import gettext as _

# With points a day is written in one order only, whatever the language.
_WITH_POINTS = "%d.%m.%Y"


def read_days(form: forms.BaseForm) -> None:
    """Let the fields of `form` for a day read it as people write it, and say how to where they cannot."""
    for field in form.fields.values():
        if isinstance(field, forms.DateField):
            field.input_formats = [*get_format("DATE_INPUT_FORMATS"), _WITH_POINTS]
            field.error_messages["invalid"] = _("Enter the date like %(example)s.") % {
                "example": timezone.localdate().isoformat()
            }
