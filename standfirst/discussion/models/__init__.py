"""Rows of the discussion: threads, comments, what readers make of them, and the newsroom's rules."""

from .comments import DEEPEST, MODERATE, Comment, CommentQuerySet, CommentRevision
from .limits import CommentAddress, RecentAct
from .moderation import ModerationEntry
from .people import IgnoredReader
from .pictures import CommentPicture
from .rules import DiscussionSettings
from .threads import PassageQuestion, Thread
from .vote_addresses import VoteAddress
from .votes import Vote

__all__ = [
    "DEEPEST",
    "MODERATE",
    "Comment",
    "CommentAddress",
    "CommentPicture",
    "CommentQuerySet",
    "CommentRevision",
    "DiscussionSettings",
    "IgnoredReader",
    "ModerationEntry",
    "PassageQuestion",
    "RecentAct",
    "Thread",
    "Vote",
    "VoteAddress",
]
