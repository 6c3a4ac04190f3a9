"""Knows the names that WordPress gives to the sizes and later states of one file."""

import re
from collections.abc import Iterator

# harbour-1024x576.jpg is a size of harbour.jpg; -scaled, -rotated and -e1700000000 are what it made of a large,
# lying or edited one; @2x is for fine screens.
_MADE = re.compile(
    r"(?:-(?:\d{1,5}x\d{1,5}|scaled|rotated|e\d{9,14})|@\dx)(?=\.[A-Za-z0-9]{2,5}\Z)"
)


def forms_of(name: str) -> Iterator[str]:
    """Yield a file's name, and then the names of what it may have been made of, the nearest first."""
    while True:
        yield name
        shorter = _MADE.sub("", name)
        if shorter == name:
            return
        name = shorter
