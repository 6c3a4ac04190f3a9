"""A picture as machines are handed it: one size, a format that all of them read."""

from dataclasses import dataclass

from standfirst.publishing.models import Picture
from standfirst.publishing.sizes import sizes_of

from .addresses import absolute

SHARED = "width-1200|format-jpeg"


@dataclass(frozen=True, slots=True)
class SharedPicture:
    """A picture's address, size in pixels and bytes (0: not known), and what is said of it."""

    url: str
    width: int
    height: int
    length: int
    alt: str
    caption: str
    credit: str
    licence: str
    licence_url: str
    type: str = "image/jpeg"


def shared(picture: Picture | None, spec: str = SHARED) -> SharedPicture | None:
    """Return `picture` in the size `spec`, or None where there is none or its file is gone.

    The size is drawn on the first request; prefetch `renditions` to spare a query per picture.
    """
    if picture is None:
        return None
    rendition = next(iter(sizes_of(picture, [spec])), None)
    if rendition is None:
        return None
    try:
        length = rendition.file.size
    except OSError:
        return None
    # A size that was drawn just now is still open.
    rendition.file.close()
    return SharedPicture(
        url=absolute(rendition.url),
        width=rendition.width,
        height=rendition.height,
        length=length,
        alt=picture.description or picture.title,
        caption=picture.caption,
        credit=picture.credit,
        licence=picture.get_licence_display(),
        licence_url=picture.licence_address,
    )
