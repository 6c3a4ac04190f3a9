"""What is typed: by the treasurer in `desk`, by readers who give in `giving`."""

from .desk import CampaignForm, GiftForm, MatchForm, MilestoneForm
from .giving import GiveForm

__all__ = ["CampaignForm", "GiftForm", "GiveForm", "MatchForm", "MilestoneForm"]
