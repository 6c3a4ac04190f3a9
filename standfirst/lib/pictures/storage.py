"""The folder of uploads. Whatever picture comes into it, from whichever hand, holds only what is seen."""

from io import BytesIO
from typing import IO, Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage
from PIL import Image, ImageCms

from .metadata import CANNOT_BE_DRAWN, is_picture, without_metadata

_HEAD = 16
_QUALITY = 92
_FOR_PRINT = {"CMYK"}
_DEEP_GREY = {"I", "I;16", "I;16B", "I;16L"}


class MediaStorage(FileSystemStorage):
    """Keeps files on this machine; pictures without metadata, and in colours that browsers show.

    Uploads, sizes that are drawn of them, imported libraries and readers' pictures are all kept here,
    so none of them has to think of it.
    """

    def _save(self, name: str, content: File) -> str:  # type: ignore[type-arg]
        return str(super()._save(name, cleaned(content)))  # type: ignore[misc]  # no stub has it


def cleaned(content: File | IO[bytes]) -> Any:  # type: ignore[type-arg]  # noqa: ANN401 - Django's File has no stub for what it holds
    """Return a picture's file with only what is seen; any other file as it is.

    What begins as a picture and is none is `Broken`.
    """
    content.seek(0)
    head = content.read(_HEAD)
    content.seek(0)
    if not isinstance(head, bytes) or not is_picture(head):
        return content
    return ContentFile(for_screens(without_metadata(content.read())), name=content.name)


def for_screens(content: bytes) -> bytes:
    """Return a picture file in 8 bits of grey or sRGB where it was in 16 bits of grey or in inks."""
    try:
        with Image.open(BytesIO(content)) as picture:
            if picture.mode in _DEEP_GREY:
                drawn: Image.Image = picture.point(lambda value: value * (1 / 256)).convert("L")
            elif picture.mode in _FOR_PRINT:
                drawn = _in_light(picture)
            else:
                return content
            kept = BytesIO()
            turned = picture.getexif()
            drawn.save(kept, picture.format, exif=turned, quality=_QUALITY)
            return kept.getvalue()
    except (*CANNOT_BE_DRAWN, Image.DecompressionBombError):
        # Who cannot be drawn is told so where it was sent.
        return content


def _in_light(picture: Image.Image) -> Image.Image:
    """Convert inks to sRGB, by the picture's own profile if it has one that can be read."""
    profile = picture.info.get("icc_profile")
    if profile:
        try:
            inks = ImageCms.ImageCmsProfile(BytesIO(profile))
            screen = ImageCms.createProfile("sRGB")
            drawn = ImageCms.profileToProfile(picture, inks, screen, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            drawn = None
        if drawn is not None:
            drawn.info = {}
            return drawn
    drawn = picture.convert("RGB")
    drawn.info = {}
    return drawn
