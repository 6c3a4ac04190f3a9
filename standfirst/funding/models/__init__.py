"""Rows of funding: campaigns, gifts, the books, and what providers say."""

from .campaigns import Campaign, Match, Milestone
from .demonstration import DemonstrationPayment
from .gifts import Gift, Receipt, RegularGift, Supporter, new_reference
from .intake import Case, ProviderMessage, Reconciliation
from .ledger import Account, Movement, ProviderObject
from .pace import RecentGift
from .refunds import RefundRequest
from .rules import FundingSettings

__all__ = [
    "Account",
    "Campaign",
    "Case",
    "DemonstrationPayment",
    "FundingSettings",
    "Gift",
    "Match",
    "Milestone",
    "Movement",
    "ProviderMessage",
    "ProviderObject",
    "Receipt",
    "RecentGift",
    "Reconciliation",
    "RefundRequest",
    "RegularGift",
    "Supporter",
    "new_reference",
]
