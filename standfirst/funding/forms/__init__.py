"""What is typed: by the treasurer in `desk` and `money`, by readers who give in `giving`."""

from .desk import CampaignForm, GiftForm, MatchForm, MilestoneForm
from .giving import GiveForm
from .money import RefundForm, SpendingForm

__all__ = [
    "CampaignForm",
    "GiftForm",
    "GiveForm",
    "MatchForm",
    "MilestoneForm",
    "RefundForm",
    "SpendingForm",
]
