"""Words on one line that stay in the books."""

from typing import Any

from django import forms

from standfirst.lib.names import clean_name


class LineField(forms.CharField):
    """A line of text; what nobody would see is not kept, and is no line where that is all of it."""

    def to_python(self, value: Any) -> str:  # noqa: ANN401 - Django's own
        """Return it as it is kept."""
        return clean_name(super().to_python(value) or "")
