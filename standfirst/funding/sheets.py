"""A letter to a supporter before it is set."""

from dataclasses import dataclass

from standfirst.publishing.letters import Button

from .receipt_rows import Row


@dataclass(frozen=True, slots=True)
class Sheet:
    """A letter before it is set."""

    subject: str
    words: tuple[str, ...]
    reason: str
    kicker: str = ""
    rows: tuple[Row, ...] = ()
    button: Button | None = None
    # In small print below: who received the money, and what that means for taxes.
    fine: tuple[str, ...] = ()
