"""Pictures in comments: taken in, drawn anew, taken away."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import BinaryIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from standfirst.discussion.models import Comment, CommentPicture, DiscussionSettings
from standfirst.lib.errors import Unavailable
from standfirst.lib.pace import is_too_often
from standfirst.lib.pictures.strangers import TooLarge, Unreadable, redraw

from .refusals import PostRefused

MOST_BYTES = 5 * 1024 * 1024
# One sender's, in ten minutes, taken or not.
MOST_TRIES = 10
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


class PicturesBusy(PostRefused):
    """Others' pictures are drawn at the moment, or this sender's were very many."""

    code, field = "pictures-busy", "picture"


@dataclass(frozen=True, slots=True)
class SentPicture:
    """A picture file as it was sent, which nobody has looked at yet, and what it is said to show."""

    file: BinaryIO
    size: int
    description: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture as it will be kept: WebP, upright, with nothing in it that is not seen."""

    content: bytes
    width: int
    height: int
    description: str


def need_picture_allowed(sent: SentPicture | None, rules: DiscussionSettings) -> None:
    """Refuse what can be refused without looking into the file.

    Raises:
        PicturesOff: the newsroom takes words only.
        PictureTooLarge: in bytes.
    """
    if sent is None:
        return
    if not rules.pictures_allowed:
        raise PicturesOff(_("Comments here cannot have pictures. Your words are kept."))
    if sent.size > MOST_BYTES:
        raise PictureTooLarge(_("A picture can be up to 5 MB. Please choose a smaller one."))


def draw_anew(sent: SentPicture, *, sender: str) -> Drawn:
    """Return what is seen of a picture file; of a moving one, its first frame.

    This is the dearest thing that a stranger can ask for, so it is asked for last.

    Raises:
        PicturesBusy: `sender` sent very many, or others' are drawn just now.
        PictureTooLarge: in pixels.
        PictureUnreadable: it is no JPEG, PNG, WebP or AVIF, or a broken one.
    """
    if is_too_often("picture", sender, most=MOST_TRIES, seconds=600):
        raise PicturesBusy(
            _("You have sent many pictures. Please wait ten minutes, or post without one.")
        )
    try:
        drawn = redraw(sent.file.read(MOST_BYTES))
    except TooLarge as error:
        raise PictureTooLarge(
            _("This picture has too many pixels. Please choose a smaller one.")
        ) from error
    except Unreadable as error:
        raise PictureUnreadable(
            _("We cannot read this picture. Please choose a JPEG, PNG, WebP or AVIF file.")
        ) from error
    except Unavailable as error:
        raise PicturesBusy(
            _("Many pictures are being sent just now. Please try again in a minute.")
        ) from error
    description = " ".join(sent.description.split())[:300]
    return Drawn(drawn.content, drawn.width, drawn.height, description)


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
    try:
        _folders, files = default_storage.listdir(_FOLDER)
    except FileNotFoundError:  # nobody has sent one yet
        return 0
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
