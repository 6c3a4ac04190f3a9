"""Rows of funding: campaigns, gifts, the books, and what providers say."""

from .campaigns import Campaign, Match, Milestone
from .demonstration import DemonstrationPayment
from .gifts import Gift, RegularGift, Supporter, new_reference
from .intake import Case, ProviderMessage, Reconciliation
from .ledger import INCOME, Account, Movement, PendingEntry, ProviderObject
from .letters import SupporterLetter
from .pace import RecentGift
from .receipts import Receipt, ReceiptBook
from .refunds import RefundRequest
from .rules import FundingSettings

__all__ = [
    "INCOME",
    "Account",
    "Campaign",
    "Case",
    "DemonstrationPayment",
    "FundingSettings",
    "Gift",
    "Match",
    "Milestone",
    "Movement",
    "PendingEntry",
    "ProviderMessage",
    "ProviderObject",
    "Receipt",
    "ReceiptBook",
    "RecentGift",
    "Reconciliation",
    "RefundRequest",
    "RegularGift",
    "Supporter",
    "SupporterLetter",
    "new_reference",
]
