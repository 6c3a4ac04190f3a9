"""Pictures in comments: taken in, drawn anew, taken away."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from io import BytesIO
from typing import BinaryIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from standfirst.discussion.models import Comment, CommentPicture

from .refusals import PostRefused

MOST_BYTES = 5 * 1024 * 1024
# Of either side, as it is kept.
LONGEST_SIDE = 1600
# As it comes in: a small file can hold a picture that fills the memory.
_MOST_PIXELS = 40_000_000
_TAKEN = ("JPEG", "PNG", "WEBP", "AVIF")
_QUALITY = 84
_FOLDER = "comments"
_STILL_POSTING = timedelta(hours=1)


class PicturesOff(PostRefused):
    """The newsroom takes words only."""

    code, field = "pictures-off", "picture"


class PictureTooLarge(PostRefused):
    """More bytes, or more pixels, than are taken."""

    code, field = "picture-too-large", "picture"


class PictureUnreadable(PostRefused):
    """No picture of a kind that is taken."""

    code, field = "picture-unreadable", "picture"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture as it will be kept: WebP, upright, with nothing in it that is not seen."""

    content: bytes
    width: int
    height: int
    description: str


def draw_anew(sent: BinaryIO, *, size: int, description: str) -> Drawn:
    """Return what is seen of a picture file of `size` bytes; of a moving one, its first frame.

    Raises:
        PictureTooLarge: in bytes or in pixels.
        PictureUnreadable: it is no JPEG, PNG, WebP or AVIF, or a broken one.
    """
    if size > MOST_BYTES:
        raise PictureTooLarge(_("A picture may have 5 MB. Please choose a smaller one."))
    try:
        with Image.open(sent, formats=_TAKEN) as found:
            if found.width * found.height > _MOST_PIXELS:
                raise PictureTooLarge(
                    _("This picture has too many pixels. Please choose a smaller one.")
                )
            found.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            seen = _seen_of(found)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureTooLarge(
            _("This picture has too many pixels. Please choose a smaller one.")
        ) from error
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise PictureUnreadable(
            _("This is no picture that we can read. JPEG, PNG, WebP and AVIF are taken.")
        ) from error
    kept = BytesIO()
    seen.save(kept, "WEBP", quality=_QUALITY)
    return Drawn(kept.getvalue(), *seen.size, description=" ".join(description.split())[:300])


def add_picture(comment: Comment, drawn: Drawn) -> CommentPicture:
    """Keep a picture with a new comment, in the transaction that makes it; its HTML shows it."""
    picture = CommentPicture(
        comment=comment,
        name=secrets.token_urlsafe(18),
        description=drawn.description,
        width=drawn.width,
        height=drawn.height,
    )
    default_storage.save(picture.file, ContentFile(drawn.content))
    picture.save()
    comment.html = with_picture(comment, comment.html)
    comment.save(update_fields=["html"])
    return picture


def with_picture(comment: Comment, html: str) -> str:
    """Return sanitised `html` with the comment's picture below it, if it has one. One query."""
    picture = CommentPicture.objects.filter(comment=comment).first()
    if picture is None:
        return html
    return html + format_html(
        '<p class="comment-picture"><img src="{}" alt="{}" width="{}" height="{}" loading="lazy"></p>',
        reverse("discussion:picture", args=[picture.name]),
        picture.description or _("A picture without a description"),
        picture.width,
        picture.height,
    )


def discard_picture(comment: Comment) -> None:
    """Take a comment's picture away for good: the file goes once that is committed."""
    for picture in CommentPicture.objects.filter(comment=comment):
        picture.delete()
        transaction.on_commit(partial(default_storage.delete, picture.file))


def sweep_pictures(*, at: datetime) -> int:
    """Delete files that no comment has, left by a post that was cut off; returns how many."""
    if not default_storage.exists(_FOLDER):
        return 0
    _folders, files = default_storage.listdir(_FOLDER)
    kept = set(CommentPicture.objects.values_list("name", flat=True))
    lost = [
        f"{_FOLDER}/{file}"
        for file in files
        if file.removesuffix(".webp") not in kept
        and default_storage.get_modified_time(f"{_FOLDER}/{file}") < at - _STILL_POSTING
    ]
    for file in lost:
        default_storage.delete(file)
    return len(lost)


def _seen_of(found: Image.Image) -> Image.Image:
    """Upright, small enough, and of colours only."""
    upright = ImageOps.exif_transpose(found)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    has_holes = upright.has_transparency_data
    seen = upright.convert("RGBA" if has_holes else "RGB")
    seen.info = {}
    return seen
