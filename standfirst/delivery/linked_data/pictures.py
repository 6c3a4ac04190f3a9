"""Pictures, with whose they are."""

from standfirst.delivery.pictures import SharedPicture

from . import Node, node


def image(picture: SharedPicture | None, *, ask_at: str = "") -> Node | None:
    """Return `picture` with whose it is; `ask_at` is where to ask about one that is not free."""
    if picture is None:
        return None
    return node(
        "ImageObject",
        {
            "url": picture.url,
            "contentUrl": picture.url,
            "width": picture.width,
            "height": picture.height,
            "caption": picture.caption or picture.alt,
            "creditText": picture.credit,
            "license": picture.licence_url,
            "acquireLicensePage": picture.licence_url or ask_at,
        },
    )
