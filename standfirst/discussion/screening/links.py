"""Advertisements come with many links."""

import re

from standfirst.discussion.models import Comment, DiscussionSettings
from standfirst.lib.html import plain_text

from .candidate import Candidate

_BARE = re.compile(r"(?:https?://|\bwww\.)\S", re.IGNORECASE)


def hold_links(candidate: Candidate, rules: DiscussionSettings) -> Comment.HeldFor | None:
    """Hold what has more links than the newsroom allows, whether or not they can be followed."""
    if rules.most_links and links_in(candidate.html) > rules.most_links:
        return Comment.HeldFor.LINKS
    return None


def links_in(html: str) -> int:
    """Return how many links sanitised `html` has, bare addresses among its words included."""
    before, *links = html.split("<a ")
    around = " ".join([before, *(link.partition("</a>")[2] for link in links)])
    return len(links) + len(_BARE.findall(plain_text(around)))
