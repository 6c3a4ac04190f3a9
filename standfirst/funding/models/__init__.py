"""Rows of funding: campaigns, gifts, the books, and what providers say."""

from .campaigns import Campaign, Match, Milestone
from .gifts import Gift, Receipt, RegularGift, Supporter, new_reference
from .intake import Case, ProviderMessage, Reconciliation
from .ledger import Account, Movement, ProviderObject

__all__ = [
    "Account",
    "Campaign",
    "Case",
    "Gift",
    "Match",
    "Milestone",
    "Movement",
    "ProviderMessage",
    "ProviderObject",
    "Receipt",
    "Reconciliation",
    "RegularGift",
    "Supporter",
    "new_reference",
]
