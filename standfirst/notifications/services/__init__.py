"""What followers do, and what is done for them."""

from .bounces import NoReport, take_report
from .following import (
    FollowGone,
    FollowRefused,
    NothingToFollow,
    TooManyAsks,
    Wish,
    ask_to_follow,
    confirm,
    follow,
    follow_as_wished,
    follow_replies,
    take_along,
)
from .leaving import change_frequency, end_all, end_follows, erase, resume
from .moderators import choose_letters, note_held
from .noting import (
    concerns_nobody,
    mentions_nobody,
    note_article,
    note_comment,
    note_new_mentions,
)
from .sending import send_due
from .tidying import tidy

__all__ = [
    "FollowGone",
    "FollowRefused",
    "NoReport",
    "NothingToFollow",
    "TooManyAsks",
    "Wish",
    "ask_to_follow",
    "change_frequency",
    "choose_letters",
    "concerns_nobody",
    "confirm",
    "end_all",
    "end_follows",
    "erase",
    "follow",
    "follow_as_wished",
    "follow_replies",
    "mentions_nobody",
    "note_article",
    "note_comment",
    "note_held",
    "note_new_mentions",
    "resume",
    "send_due",
    "take_along",
    "take_report",
    "tidy",
]
