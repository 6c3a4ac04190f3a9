"""Tells a picture's caption from the credit that WordPress, having no field for it, keeps at its end."""

import re

CREDIT = re.compile(
    r"""(?P<before>^|.*?[\s.!?…;,|/–—(\[])      # the caption, ended by a space or a mark
        (?P<open>[(\[])?\s*
        (?:(?:photo|picture|image|photograph|illustration|graphic|foto|bild)(?:\s+credit|graph|graphy)?(?:\s+by|:)
          |credits?:|©|\(c\)\s)
        \s*(?P<credit>[^()\[\]]{2,200}?)[)\]]?\s*\.?\s*$""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)


def split_credit(caption: str) -> tuple[str, str]:
    """Split “The east quay. Photo: Tom Achterberg / The Ledger” into what it shows and who made it."""
    line = " ".join(caption.split())
    found = CREDIT.match(line) if len(line) < 2000 else None
    if not found:
        return line, ""
    before = re.sub(r"[\s(\[|/–—,;]+$", "", found["before"])
    return before, found["credit"].strip()
