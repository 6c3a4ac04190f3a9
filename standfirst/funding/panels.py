"""Warns the treasurer where a campaign's own words name another bank account than the settings: readers see both."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.panels import HelpPanel
from wagtail.admin.views.generic import CreateView, EditView

from .account_numbers import other_accounts
from .models import Campaign, FundingSettings


class TwoAccountsPanel(HelpPanel):
    """On the page of the settings, or of one campaign; not there while there is nothing to warn of."""

    def __init__(self, **values: Any) -> None:  # noqa: ANN401 - as Wagtail copies panels
        super().__init__(**(values | {"template": "funding/desk/two_accounts.html"}))

    class BoundPanel(HelpPanel.BoundPanel):
        @property
        def found(self) -> list[tuple[Campaign, str]]:
            """Each campaign whose words name other accounts, with their numbers."""
            if isinstance(self.instance, FundingSettings):
                shown = Campaign.objects.exclude(state=Campaign.State.ARCHIVED)
                campaigns = list(shown.exclude(how_to_give="").order_by("-starts_on", "-pk"))
            else:
                campaigns = [self.instance]
            settings = FundingSettings.for_request(self.request)
            numbers = (
                (it, other_accounts(it.how_to_give, settings.bank_account)) for it in campaigns
            )
            return [(campaign, ", ".join(them)) for campaign, them in numbers if them]

        def is_shown(self) -> bool:
            """Only where there is something to warn of."""
            return bool(self.found and super().is_shown())


class WarnsOfTwoAccounts:
    """Says so once more when the campaign is saved, on the list where that ends."""

    def save_action(self) -> HttpResponse:
        """Leave a message where the words name another account."""
        answer: HttpResponse = super().save_action()  # type: ignore[misc]
        settings = FundingSettings.for_request(self.request)  # type: ignore[attr-defined]
        campaign = self.object  # type: ignore[attr-defined]
        if found := other_accounts(campaign.how_to_give, settings.bank_account):
            words = _(
                "“How to give” gives a different account from the settings: %(numbers)s. "
                "Readers see both. Check which one is right."
            )
            messages.warning(self.request, words % {"numbers": ", ".join(found)})  # type: ignore[attr-defined]
        return answer


class CampaignCreateView(WarnsOfTwoAccounts, CreateView):
    """The form for a new campaign."""


class CampaignEditView(WarnsOfTwoAccounts, EditView):
    """The form for a campaign that is there."""
