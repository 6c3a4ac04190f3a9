"""Followers, what they follow, and the letters to them."""

from .followers import Follow, Follower, FollowQuerySet, Frequency, Kind, zone_of
from .letters import Mailing, Notice

__all__ = [
    "Follow",
    "FollowQuerySet",
    "Follower",
    "Frequency",
    "Kind",
    "Mailing",
    "Notice",
    "zone_of",
]
