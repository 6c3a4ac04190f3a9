from typing import TYPE_CHECKING, Any

from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
)
from wagtail.admin.panels.model_utils import extract_panel_definitions_from_model_class
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.log_actions import LogActionRegistry

from .acts import ACTS
from .embedding import frame_for
from .forms import CampaignForm, FundingSettingsForm, MatchForm, MilestoneForm
from .models import Campaign, FundingSettings
from .panels import CampaignCreateView, CampaignEditView, TwoAccountsPanel
from .views.desk import (
    books,
    cases,
    entries,
    gifts,
    overview,
    pledges,
    spending,
    start,
    supporters,
)
from .views.desk.lists import GiftViewSet, RegularGiftViewSet

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

# Where Wagtail looks for the form of settings; models do not know of forms.
FundingSettings.base_form_class = FundingSettingsForm
FundingSettings.panels = [
    TwoAccountsPanel(),
    *extract_panel_definitions_from_model_class(FundingSettings, ["site"]),
]


class AmountsPanel(InlinePanel):
    """Rows beside their campaign, their amounts typed as decimals: `form` reads them."""

    form: type[ModelForm[Any]]

    def get_form_options(self) -> dict[str, Any]:
        options: dict[str, Any] = super().get_form_options()
        options["formsets"][self.relation_name]["form"] = self.form
        return options


class MilestonesPanel(AmountsPanel):
    form = MilestoneForm


class MatchesPanel(AmountsPanel):
    form = MatchForm


class ElsewherePanel(HelpPanel):
    """The lines that put a campaign's meter on another site, once readers can see it here."""

    class BoundPanel(HelpPanel.BoundPanel):
        @property
        def lines(self) -> str:
            return frame_for(self.instance)

        def is_shown(self) -> bool:
            is_public = self.instance.pk and self.instance.state != Campaign.State.DRAFT
            return bool(is_public and super().is_shown())


class CampaignViewSet(ModelViewSet):
    model = Campaign
    icon = "pick"
    url_prefix = "funding/campaigns"
    list_display = ["title", "state", Column("goal_money", label=_("Goal")), "starts_on", "ends_on"]
    list_filter = ["state"]
    ordering = ["-starts_on", "-pk"]
    inspect_view_enabled = False
    copy_view_enabled = False
    add_view_class = CampaignCreateView
    edit_view_class = CampaignEditView

    def get_edit_handler(self) -> ObjectList:
        panels = [
            TwoAccountsPanel(),
            FieldPanel("title"),
            FieldPanel("slug"),
            FieldPanel("state"),
            FieldRowPanel([FieldPanel("currency"), FieldPanel("goal"), FieldPanel("stretch_goal")]),
            FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
            MultiFieldPanel(
                [
                    FieldPanel("ask"),
                    FieldPanel("second_ask"),
                    FieldPanel("section"),
                    FieldPanel("article"),
                    FieldPanel("hidden_below"),
                ],
                heading=_("Beside articles"),
            ),
            MilestonesPanel(
                "milestones",
                panels=[
                    FieldRowPanel([FieldPanel("amount"), FieldPanel("reached_on")]),
                    FieldPanel("words"),
                ],
                label=_("Milestone"),
            ),
            MatchesPanel(
                "matches",
                panels=[
                    FieldPanel("giver"),
                    FieldRowPanel([FieldPanel("percent"), FieldPanel("most")]),
                    FieldRowPanel(
                        [FieldPanel("starts_on"), FieldPanel("ends_on"), FieldPanel("received_on")]
                    ),
                ],
                label=_("Matching gift"),
            ),
            MultiFieldPanel(
                [
                    FieldPanel("amounts_once"),
                    FieldPanel("amounts_regular"),
                    FieldPanel("amounts_yearly"),
                    FieldPanel("amounts_words"),
                    FieldRowPanel([FieldPanel("least"), FieldPanel("most")]),
                    FieldPanel("thanks"),
                    FieldPanel("regular_goes_to"),
                ],
                heading=_("The form"),
            ),
            MultiFieldPanel(
                [FieldPanel("purpose"), FieldPanel("how_to_give"), FieldPanel("give_url")],
                heading=_("The campaign's page"),
            ),
            MultiFieldPanel(
                [ElsewherePanel(template="funding/desk/elsewhere.html")],
                heading=_("On other sites"),
            ),
        ]
        return ObjectList(panels, base_form_class=CampaignForm).bind_to_model(Campaign)


class DeskItem(MenuItem):
    """An item for who holds one right."""

    def __init__(self, label: "StrPromise", name: str, right: str, icon: str, order: int) -> None:
        super().__init__(label, reverse(name), name=name, icon_name=icon, order=order)
        self.right = right

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(self.right)


class FundingViewSetGroup(ModelViewSetGroup):
    menu_label = _("Funding")
    menu_icon = "pick"
    menu_order = 300
    items = (CampaignViewSet, GiftViewSet, RegularGiftViewSet)
    submenu_hook = "register_funding_menu_item"


@hooks.register("register_funding_menu_item")
def overview_item() -> MenuItem:
    return DeskItem(_("Overview"), "funding_desk", "funding.view_gift", "home", 0)


@hooks.register("register_funding_menu_item")
def supporters_item() -> MenuItem:
    return DeskItem(_("Supporters"), "funding_supporters", "funding.view_supporter", "group", 9)


@hooks.register("register_funding_menu_item")
def transfers_item() -> MenuItem:
    return DeskItem(_("Bank transfers"), "funding_transfers", "funding.add_gift", "download", 8)


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    for action, words in ACTS.items():
        actions.register_action(action, _(words), _(words))


@hooks.register("register_funding_menu_item")
def cases_item() -> MenuItem:
    return DeskItem(_("Cases"), "funding_cases", "funding.view_case", "warning", 10)


@hooks.register("register_funding_menu_item")
def refunds_item() -> MenuItem:
    return DeskItem(_("Refunds"), "funding_refunds", "funding.refund_gift", "arrow-left", 11)


@hooks.register("register_funding_menu_item")
def spending_item() -> MenuItem:
    return DeskItem(_("Spending"), "funding_spending", "funding.add_movement", "minus", 12)


@hooks.register("register_funding_menu_item")
def books_item() -> MenuItem:
    return DeskItem(_("Books"), "funding_books", "funding.view_movement", "download", 13)


@hooks.register("register_admin_urls")
def desk_addresses() -> list[URLPattern]:
    return [
        path("funding/", overview.overview, name="funding_desk"),
        path("funding/gifts/of/<slug:reference>/", gifts.gift, name="funding_gift"),
        path("funding/gifts/of/<slug:reference>/refund/", gifts.refund, name="funding_refund"),
        path("funding/gifts/of/<slug:reference>/forget/", gifts.forget, name="funding_forget"),
        path("funding/transfers/", pledges.transfers, name="funding_transfers"),
        path("funding/supporters/", supporters.supporters, name="funding_supporters"),
        path("funding/supporters/<int:number>/", supporters.supporter, name="funding_supporter"),
        path("funding/supporters/<int:number>/change/", supporters.change, name="funding_change"),
        path("funding/regular/of/<int:number>/stop/", supporters.stop, name="funding_stop"),
        path("funding/receipts/<int:number>/", supporters.receipt, name="funding_receipt"),
        path(
            "funding/receipts/<int:number>/send/",
            supporters.send_receipt,
            name="funding_send_receipt",
        ),
        path("funding/refunds/", gifts.waiting, name="funding_refunds"),
        path("funding/refunds/<int:number>/", gifts.decide, name="funding_decide"),
        path("funding/cases/", cases.cases, name="funding_cases"),
        path("funding/cases/<int:number>/", cases.settle, name="funding_settle"),
        path("funding/entries/", entries.entries, name="funding_entries"),
        path("funding/spending/", spending.spending, name="funding_spending"),
        path("funding/spending/<int:number>/", spending.take_back, name="funding_take_back"),
        path("funding/books/", books.books, name="funding_books"),
        path("funding/books/movements.csv", books.as_csv, name="funding_books_csv"),
        path("funding/books/movements.xlsx", books.as_xlsx, name="funding_books_xlsx"),
        path("funding/books/books.beancount", books.as_beancount, name="funding_books_beancount"),
    ]


@hooks.register("construct_homepage_panels")
def what_waits(request: HttpRequest, panels: list[Any]) -> None:
    if request.user.has_perm("funding.view_gift"):
        panels.append(start.FundingPanel(request))


@hooks.register("register_admin_viewset")
def funding_in_the_editor() -> FundingViewSetGroup:
    return FundingViewSetGroup()
