"""What widely used plugins keep in an item's metadata, and where: guest authors, credits of pictures, words for search engines."""

import re

CREDITS = (
    "_media_credit",
    "media_credit",
    "_navis_media_credit",
    "_photo_credit",
    "photo_credit",
    "_image_credit",
    "image_credit",
    "_credit",
    "credit",
    "isc_image_source",
)
ORGANISATIONS = ("_navis_media_credit_org", "_media_credit_org")
FILE = "_wp_attachment_metadata"
GUESTS = (
    "cap-display_name",
    "cap-user_login",
    "cap-linked_account",
    "cap-description",
)
PLUGIN_META = frozenset({*GUESTS, *CREDITS, *ORGANISATIONS, FILE})
IN_FILE = re.compile(r's:6:"credit";s:(\d{1,4}):"')

Meta = dict[str, str]


def credit_in(meta: Meta) -> str:
    """Return who made a picture: as a plugin asked, or as the camera or the agency wrote it into the file."""
    name = _line(next((meta[key] for key in CREDITS if _line(meta.get(key, ""))), ""))
    organisation = _line(next((meta[key] for key in ORGANISATIONS if meta.get(key)), ""))
    return " / ".join(filter(None, (name, organisation))) or _line(meta.get(FILE, ""))


def kept(key: str, value: str) -> str:
    """Return what is kept of a value: of WordPress' data of a picture only the credit that the file holds.

    It is one string, read by the length that PHP wrote before it; nothing else is unpacked.
    """
    if key != FILE:
        return value
    found = IN_FILE.search(value)
    return value[found.end() :].encode()[: int(found[1])].decode(errors="ignore") if found else ""


def _line(text: str) -> str:
    return " ".join(re.sub(r"<[^<>]*>", "", text).split())
