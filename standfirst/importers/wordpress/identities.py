"""Tells items and comments apart, also where an exporter gave two the same number, or one none."""

from hashlib import sha256

MADE_UP = 2**52
"""From here on up are numbers that we gave: the same for the same thing, in whichever file it stands."""


class Identities:
    """Knows the items of one reading, of one file or of several."""

    def __init__(self) -> None:
        self._items: dict[int, str] = {}

    def of_item(self, number: int, kind: str, link: str, title: str) -> tuple[int, bool]:
        """Return an item's number, which nothing else has, and whether the item came before."""
        what = f"{kind}\n{link}\n{'' if link else title}"
        if not number or self._items.get(number, what) != what:
            number = made_up(what, title)
        is_again = number in self._items
        self._items[number] = what
        return number, is_again


def made_up(*parts: str) -> int:
    """Return a number for what has none of its own."""
    digest = sha256("\n".join(parts).encode("utf-8", "surrogatepass")).digest()
    return MADE_UP + int.from_bytes(digest[:4])
