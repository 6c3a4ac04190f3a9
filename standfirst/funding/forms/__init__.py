"""What is typed: by the treasurer in `desk` and `money`, by readers who give in `giving`, later in `supporter`."""

from .desk import CampaignForm, FundingSettingsForm, GiftForm, MatchForm, MilestoneForm
from .giving import GiveForm
from .money import ExplainForm, ForgetForm, RefundForm, SpendingForm
from .supporter import ActForm, LinkForm, ShownForm

__all__ = [
    "ActForm",
    "CampaignForm",
    "ExplainForm",
    "ForgetForm",
    "FundingSettingsForm",
    "GiftForm",
    "GiveForm",
    "LinkForm",
    "MatchForm",
    "MilestoneForm",
    "RefundForm",
    "ShownForm",
    "SpendingForm",
]
