"""Followers, what they follow, and the letters to them."""

from .followers import Follow, Follower, FollowQuerySet, Frequency, Kind, zone_of
from .letters import Mailing, Notice
from .limits import RecentAsk

__all__ = [
    "Follow",
    "FollowQuerySet",
    "Follower",
    "Frequency",
    "Kind",
    "Mailing",
    "Notice",
    "RecentAsk",
    "zone_of",
]
