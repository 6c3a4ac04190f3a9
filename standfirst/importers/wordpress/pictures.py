"""Looks at a picture file before it is taken: which size it has, and whether it can be read at all."""

import warnings
from io import BytesIO
from pathlib import Path

from django.conf import settings
from PIL import Image as Pillow

from standfirst.lib.pictures.metadata import has_more_pixels

FORMATS = {
    "jpg": "JPEG",
    "jpeg": "JPEG",
    "jpe": "JPEG",
    "jfif": "JPEG",
    "png": "PNG",
    "gif": "GIF",
    "webp": "WEBP",
    "avif": "AVIF",
}
UNREADABLE = "cannot be read"
ORIENTATION = 0x0112
LYING = frozenset({5, 6, 7, 8})


class Unfit(Exception):  # noqa: N818 - says why, for the report
    """A picture that is not taken."""


def measured(path: Path) -> tuple[int, int]:
    """Return width and height of a picture, as it is seen.

    Raises:
        Unfit: it is none, or larger than an editor may upload.
    """
    try:
        if path.stat().st_size > settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE:
            raise Unfit(f"has more than {settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE >> 20} MB")
        content = path.read_bytes()
    except OSError as error:
        raise Unfit(UNREADABLE) from error
    most = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS
    if has_more_pixels(BytesIO(content), than=most):
        raise Unfit(f"has more than {most // 1_000_000} megapixels")
    try:
        width, height = _size_as_seen(content)
    except Exception as error:  # whatever a broken file makes of the library
        raise Unfit(UNREADABLE) from error
    if width * height == 0:
        raise Unfit(UNREADABLE)
    return width, height


def _size_as_seen(content: bytes) -> tuple[int, int]:
    formats = sorted(set(FORMATS.values()))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of odd metadata, which is not kept
        warnings.simplefilter("error", Pillow.DecompressionBombWarning)
        with Pillow.open(BytesIO(content), formats=formats) as picture:
            width, height = picture.size
            picture.verify()  # ends what can be asked of the opened one
        with Pillow.open(BytesIO(content), formats=formats) as picture:
            is_lying = picture.getexif().get(ORIENTATION) in LYING
    return (height, width) if is_lying else (width, height)
