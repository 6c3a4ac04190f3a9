"""What the editor's own forms ask for beyond what the tables must have."""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.images.forms import BaseImageForm


class PictureForm(BaseImageForm):
    """A picture put in by hand says what it shows and who made it; an importer may not know."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self._require(
            "description",
            label=_("Alt text"),
            help_text=_("What the picture shows, for those who cannot see it."),
            when_missing=_("Write what the picture shows: some readers hear it instead."),
        )
        self._require(
            "credit",
            help_text=_("Who took or drew it. Always shown."),
            when_missing=_("Write who took or drew the picture; the credit is always shown."),
        )

    def _require(self, name: str, *, when_missing: str, help_text: str, label: str = "") -> None:
        field = self.fields.get(name)
        if field is None:
            return
        field.required = True
        field.help_text = help_text
        field.label = label or field.label
        field.error_messages["required"] = when_missing
