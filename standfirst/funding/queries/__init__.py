"""Reads over campaigns, gifts and the books; sums are always added up from the books, never kept."""

from .accounts import account_lines, public_accounts
from .books import balances, ledger
from .campaigns import (
    current_campaign,
    givers,
    meter,
    meters,
    running_campaigns,
    shown_campaigns,
    usual_currency,
)
from .desk import (
    DECLINES,
    NO_SUCCESSES,
    SUCCESSES,
    TAKEN_BACK,
    cases,
    declines,
    gift_page,
    last_comparisons,
    overview,
    recent_refunds,
    spending,
    what_waits,
)
from .steps import last_moved_at, reached_at

__all__ = [
    "DECLINES",
    "NO_SUCCESSES",
    "SUCCESSES",
    "TAKEN_BACK",
    "account_lines",
    "balances",
    "cases",
    "current_campaign",
    "declines",
    "gift_page",
    "givers",
    "last_comparisons",
    "last_moved_at",
    "ledger",
    "meter",
    "meters",
    "overview",
    "public_accounts",
    "reached_at",
    "recent_refunds",
    "running_campaigns",
    "shown_campaigns",
    "spending",
    "usual_currency",
    "what_waits",
]
