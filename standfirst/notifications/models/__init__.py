"""Followers, what they follow, and the emails to them."""

from .followers import Follow, Follower, FollowQuerySet, Frequency, Kind, zone_of
from .letters import OF_COMMENTS, Mailing, Notice

__all__ = [
    "OF_COMMENTS",
    "Follow",
    "FollowQuerySet",
    "Follower",
    "Frequency",
    "Kind",
    "Mailing",
    "Notice",
    "zone_of",
]
