"""What is typed: by the treasurer in `desk` and `money`, by readers who give in `giving`, later in `supporter`."""

from .desk import CampaignForm, FundingSettingsForm, MatchForm, MilestoneForm
from .giving import GiveForm
from .money import ExplainForm, ForgetForm, RefundForm, SpendingForm
from .offline import GiftForm
from .supporter import ActForm, AddressForm, LinkForm, ShownForm, SupporterForm

__all__ = [
    "ActForm",
    "AddressForm",
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
    "SupporterForm",
]
