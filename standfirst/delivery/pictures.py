"""A picture as machines are handed it: one size, a format that all of them read."""

from dataclasses import dataclass, replace

from standfirst.publishing.models import ArticlePage, Picture
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


def lead(article: ArticlePage, spec: str = SHARED) -> SharedPicture | None:
    """Return an article's lead picture with what the article says of it, as `shared` does."""
    picture = shared(article.lead_picture, spec)
    return picture and with_words(picture, article.lead_alt, article.lead_caption)


def with_words(picture: SharedPicture, alt: str, caption: str) -> SharedPicture:
    """Return `picture` with what is said of it in one place, where that is not what is said everywhere."""
    return replace(picture, alt=alt or picture.alt, caption=caption or picture.caption)


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
