from typing import Any

import django_filters
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from standfirst.lib.money import Money

from .forms import CampaignForm, GiftForm, MatchForm, MilestoneForm
from .models import Campaign, Gift


class MilestonesPanel(InlinePanel):
    """Milestones beside their campaign, their amounts typed as decimals."""

    def get_form_options(self) -> dict[str, Any]:
        options: dict[str, Any] = super().get_form_options()
        options["formsets"][self.relation_name]["form"] = MilestoneForm
        return options


class MatchesPanel(InlinePanel):
    """Matching gifts beside their campaign, their amounts typed as decimals."""

    def get_form_options(self) -> dict[str, Any]:
        options: dict[str, Any] = super().get_form_options()
        options["formsets"][self.relation_name]["form"] = MatchForm
        return options


class CampaignViewSet(ModelViewSet):
    model = Campaign
    icon = "pick"
    list_display = ["title", "state", Column("goal_money", label=_("goal")), "starts_on", "ends_on"]
    list_filter = ["state"]
    ordering = ["-starts_on", "-pk"]
    inspect_view_enabled = False
    copy_view_enabled = False

    def get_edit_handler(self) -> ObjectList:
        panels = [
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
                    FieldRowPanel([FieldPanel("least"), FieldPanel("most")]),
                    FieldPanel("thanks"),
                ],
                heading=_("The form"),
            ),
            MultiFieldPanel(
                [FieldPanel("purpose"), FieldPanel("how_to_give"), FieldPanel("give_url")],
                heading=_("The campaign's page"),
            ),
        ]
        return ObjectList(panels, base_form_class=CampaignForm).bind_to_model(Campaign)


class GiftFilterSet(WagtailFilterSet):
    received_on = django_filters.DateFromToRangeFilter(
        label=_("Received on"), widget=DateRangePickerWidget
    )

    class Meta:
        model = Gift
        fields = ["campaign", "received_on"]


class GiftIndexView(IndexView):
    """The list of gifts, with the sum of what is filtered above it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ANN401
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    # Wagtail asks for it: any right on gifts lets in.
    dispatch.access = "funding.view_gift"  # type: ignore[attr-defined]

    def get_base_queryset(self) -> QuerySet[Gift]:
        gifts: QuerySet[Gift] = super().get_base_queryset()
        return gifts.select_related("campaign", "supporter")

    def get_page_subtitle(self) -> str:
        """The sum of the gifts listed, by currency."""
        sums = (
            self.filter_queryset(Gift.objects.all())
            .filter(state=Gift.State.RECEIVED)
            .order_by("currency")
            .values_list("currency")
            .annotate(Sum("amount"))
        )
        return " + ".join(str(Money(int(minor), currency)) for currency, minor in sums)


class GiftViewSet(ModelViewSet):
    model = Gift
    icon = "list-ul"
    index_view_class = GiftIndexView
    list_display = [
        Column("money", label=_("amount"), sort_key="amount"),
        "supporter", "way", "state", "campaign", "received_on", "note",
    ]  # fmt: skip
    list_export = [
        "reference",
        "campaign",
        "money",
        "supporter",
        "way",
        "state",
        "received_on",
        "note",
    ]
    filterset_class = GiftFilterSet
    search_fields = ["reference", "supporter__name", "note"]
    ordering = ["-received_on", "-pk"]
    inspect_view_enabled = False
    copy_view_enabled = False

    def get_edit_handler(self) -> ObjectList:
        panels = [
            FieldPanel(name)
            for name in ("campaign", "amount", "way", "received_on", "giver", "note")
        ]
        return ObjectList(panels, base_form_class=GiftForm).bind_to_model(Gift)


class FundingViewSetGroup(ModelViewSetGroup):
    menu_label = _("Funding")
    menu_icon = "pick"
    menu_order = 300
    items = (CampaignViewSet, GiftViewSet)


@hooks.register("register_admin_viewset")
def funding_in_the_editor() -> FundingViewSetGroup:
    return FundingViewSetGroup()
