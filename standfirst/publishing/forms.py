"""What the editor's own forms ask for beyond what the tables must have."""

import struct
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from standfirst.lib.pictures.metadata import has_more_pixels, is_moving, without_metadata

# What the library raises of files that end too early, or are nonsense inside.
_DAMAGED = (OSError, ValueError, SyntaxError, EOFError, IndexError, struct.error)


class PictureField(WagtailImageField):
    """A picture's file, drawn once when it is sent: what is cut off would fail each page that shows it."""

    def check_image_pixel_size(self, f: Any) -> None:  # noqa: ANN401 - an upload
        """Look at the head before Wagtail decodes all pixels to count them.

        Raises:
            ValidationError: in words.
        """
        most = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS
        if has_more_pixels(f.image.f, than=most):
            raise ValidationError(
                _(
                    "This picture has more than %(most)s megapixels. Please save a smaller copy, and "
                    "upload that."
                )
                % {"most": most // 1_000_000},
                code="file_too_many_pixels",
            )
        # Of a moving picture one frame is drawn, and not all together.
        self.max_image_pixels = None
        super().check_image_pixel_size(f)

    def to_python(self, data: Any) -> Any:  # noqa: ANN401 - an upload
        try:
            file = super().to_python(data)
            if file is not None:
                file.seek(0)
                without_metadata(file.read())
                file.seek(0)
        except _DAMAGED as error:
            raise ValidationError(
                _(
                    "This picture is damaged or incomplete. Please save it again, or choose another."
                ),
                code="broken-picture",
            ) from error
        return file


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
            when_missing=_("Say who took or drew the picture; the credit is always shown."),
        )
        if "file" in self.fields:
            self.fields["file"] = _picture_field(self.fields["file"])
        if "description" in self.fields and self._is_moving():
            self.fields["description"].help_text = _(
                "This picture is animated, but readers see only its first frame. Write what that shows."
            )

    def _is_moving(self) -> bool:
        if not self.instance.pk or not self.instance.file:
            return False
        try:
            with self.instance.file.storage.open(self.instance.file.name) as file:
                return is_moving(file.read())
        except OSError:  # lost
            return False

    def _require(self, name: str, *, when_missing: str, help_text: str, label: str = "") -> None:
        field = self.fields.get(name)
        if field is None:
            return
        field.required = True
        field.help_text = help_text
        field.label = label or field.label
        field.error_messages["required"] = when_missing


class DocumentForm(BaseDocumentForm):
    """A document, with a word on what goes out with it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            self.fields["file"].help_text = _(
                "Readers get a document exactly as you upload it. A PDF or Word file names its author, "
                "program and dates, and may hold deleted text: remove these first."
            )


def _picture_field(found: forms.Field) -> PictureField:
    """Return our own field in place of Wagtail's, which it puts into every form of pictures."""
    field = PictureField(label=found.label, required=found.required, widget=found.widget)
    # Wagtail's own words are set when a field is made.
    words = (
        found.help_text,
        _("At most %(most)s megapixels.")
        % {"most": settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS // 1_000_000},
        _("Readers see only the first frame of an animated picture."),
        _("We remove what a camera writes into it, like the place."),
    )
    field.help_text = " ".join(map(str, words))
    return field
