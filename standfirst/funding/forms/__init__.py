"""What is typed: by the treasurer in `desk`, by readers who give in `giving`, later in `supporter`."""

from .desk import CampaignForm, GiftForm, MatchForm, MilestoneForm
from .giving import GiveForm
from .supporter import ActForm, LinkForm, ShownForm

__all__ = [
    "ActForm",
    "CampaignForm",
    "GiftForm",
    "GiveForm",
    "LinkForm",
    "MatchForm",
    "MilestoneForm",
    "ShownForm",
]
