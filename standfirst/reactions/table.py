"""The table: name of an event, and what is done about it.

A reaction may run more than once and must then change nothing; it does its work in the database,
in a transaction that the caller holds. What goes out to the world (mails) is only noted there,
and sent by the worker in its own time. Reactions of one event do not wait for each other.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

from standfirst.notifications.services import (
    concerns_nobody,
    follow_as_wished,
    mentions_nobody,
    note_article,
    note_comment,
    note_held,
    note_new_mentions,
    take_along,
)
from standfirst.outbox.models import Event

from .comments import ask_for_proof
from .gifts import (
    acknowledge,
    mark_giver,
    mark_regular_giver,
    mark_who_came,
    take_receipt_back,
    write_of_change,
)


class Reaction(Protocol):
    """Something to be done about an event; named, because the name is kept while it is due."""

    __name__: str

    def __call__(self, event: Event, *, at: datetime) -> None:
        """Do it; whatever is raised is kept, and it is tried again."""


Table = Mapping[str, tuple[Reaction, ...]]

TABLE: Table = {
    # A comment became visible for the first time. about: its number; thread: the thread's key;
    # answers: the number of what it answers, or None; mentions: of the comments whose writers it names.
    "comment-shown": (note_comment,),
    # Who wrote it wants to hear of answers to it, and said so when they posted it.
    "replies-wished": (follow_as_wished,),
    # A comment waits for a moderator.
    "comment-held": (note_held,),
    # A guest has to prove the mail address of a comment before it appears.
    "comment-unproven": (ask_for_proof,),
    # Its words were changed. mentions: as above, of the new words.
    "comment-edited": (note_new_mentions,),
    # It was taken off the page; somebody asked for its source.
    "comment-removed": (),
    "comment-asked": (),
    # Somebody typed the code from a letter. about: their account, which has that address.
    "address-proven": (take_along, mark_who_came),
    # A reader proved that comments written as a guest are theirs. about: the account.
    "comments-claimed": (),
    # An article was published for the first time. about: its page.
    "article-published": (note_article,),
    # Money of a gift is here for the first time; nothing of it is left; it is here again. about: the gift.
    "gift-received": (acknowledge, mark_giver),
    "gift-returned": (take_receipt_back, mark_giver),
    "gift-restored": (acknowledge, mark_giver),
    # A regular gift is in another state. was, now: its states.
    "regular-gift-changed": (write_of_change, mark_regular_giver),
    # Somebody asked to stop it; by itself it ends when it cannot be collected.
    "regular-gift-stop-asked": (),
}

# By the name of a reaction: whether it has nothing to do about an event. What it says is as true as
# when it was asked: who begins to listen after that does not hear of what was before.
NEEDLESS: Mapping[str, Callable[[Event], bool]] = {
    note_comment.__name__: concerns_nobody,
    note_new_mentions.__name__: mentions_nobody,
}
