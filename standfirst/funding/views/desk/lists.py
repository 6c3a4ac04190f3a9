"""Lists and forms of the desk that are Wagtail's own: gifts, and what readers give regularly."""

from collections.abc import Callable
from typing import Any

import django_filters
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import F, Prefetch, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import CreateView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from standfirst.funding.forms import GiftForm
from standfirst.funding.given import gone_with
from standfirst.funding.models import Gift, Movement, RegularGift
from standfirst.funding.tables import gifts_table, regular_gifts_table
from standfirst.funding.transfer_references import references_in
from standfirst.lib.money import Money
from standfirst.lib.spreadsheets import Table, table_response


class EnteredOnce(ModelPermissionPolicy):
    """What is in the books is neither changed nor deleted, whatever somebody's role."""

    lets = frozenset({"view", "add"})

    def user_has_permission(self, user: AbstractBaseUser, action: str) -> bool:
        return action in self.lets and bool(super().user_has_permission(user, action))

    def user_has_any_permission(self, user: AbstractBaseUser, actions: Any) -> bool:  # noqa: ANN401
        return any(self.user_has_permission(user, action) for action in actions)


class OnlyRead(EnteredOnce):
    """What only readers and their provider change."""

    lets = frozenset({"view"})


register_permission_policy(Gift, EnteredOnce(Gift), exact_class=True)
register_permission_policy(RegularGift, OnlyRead(RegularGift), exact_class=True)


class GiftFilterSet(WagtailFilterSet):
    received_on = django_filters.DateFromToRangeFilter(
        label=_("Received on"), widget=DateRangePickerWidget
    )

    class Meta:
        model = Gift
        fields = ["campaign", "state", "way", "received_on"]


class ListWithTables(IndexView):
    """A list that is downloaded as `table` has it: as XLSX, or as CSV in two habits."""

    table: Callable[[QuerySet[Any]], Table]
    template_name = "funding/desk/list.html"
    results_template_name = "funding/desk/list_results.html"
    # Wagtail offers a download where there is one.
    list_export = ["pk"]

    @cached_property
    def columns(self) -> list[Column]:
        """Wagtail's, whose cells say what they are where a row is a block of lines: on a phone."""
        columns: list[Column] = super().columns
        for column in columns:
            if column.cell_template_name == Column.cell_template_name:
                column.cell_template_name = "funding/desk/cell.html"
        return columns

    def as_spreadsheet(self, queryset: QuerySet[Any], spreadsheet_format: str) -> HttpResponseBase:
        return table_response(self.table(queryset), self.request)

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        """Wagtail's, and beside its CSV the same for a spreadsheet with the other decimal sign."""
        buttons = [it for it in super().header_more_buttons if it.url != self.csv_export_url]
        for separator, decimal, label in (
            ("comma", "point", _("Download CSV, like 1234.50")),
            ("semicolon", "comma", _("Download CSV, like 1234,50")),
        ):
            url = f"{self.csv_export_url}&separator={separator}&decimal={decimal}"
            buttons.append(Button(label, url=url, icon_name="download", priority=100))
        return buttons


class GiftIndexView(ListWithTables):
    """The list of gifts, with the sum of what is filtered and found above it."""

    table = staticmethod(gifts_table)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ANN401
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    # Wagtail asks for it: any right on gifts lets in.
    dispatch.access = "funding.view_gift"  # type: ignore[attr-defined]

    def get_base_queryset(self) -> QuerySet[Gift]:
        gifts: QuerySet[Gift] = super().get_base_queryset()
        in_time = Movement.objects.order_by("occurred_at", "pk")
        rest = Prefetch("movements", in_time)
        return gifts.select_related("campaign", "supporter").prefetch_related(rest)

    def search_queryset(self, queryset: QuerySet[Gift]) -> QuerySet[Gift]:
        """As everywhere, and by the reference of a transfer however it is written."""
        if references := references_in(self.search_query or "")[0]:
            return queryset.filter(reference__in=references)
        found: QuerySet[Gift] = super().search_queryset(queryset)
        return found

    def order_queryset(self, queryset: QuerySet[Gift]) -> QuerySet[Gift]:
        """By day, those without one last, whichever way round and whichever database; of equals, the newest first."""
        day = F("received_on")
        by_day = {
            "received_on": day.asc(nulls_last=True),
            "-received_on": day.desc(nulls_last=True),
        }
        if self.ordering in by_day:
            return queryset.order_by(by_day[self.ordering], "-pk")
        ordered: QuerySet[Gift] = super().order_queryset(queryset)
        return ordered.order_by(*ordered.query.order_by, "-pk")

    def get_list_buttons(self, instance: Gift) -> list[Any]:
        """None: the gift's own page has what can be done."""
        return []

    def get_page_subtitle(self) -> str:
        """The sum of the gifts listed, by currency."""
        sums = (
            self.search_queryset(self.filter_queryset(Gift.objects.all()))
            .filter(state=Gift.State.RECEIVED)
            .order_by("currency")
            .values_list("currency")
            .annotate(Sum("amount"))
        )
        listed = " + ".join(str(Money(int(minor), currency)) for currency, minor in sums)
        return listed or gettext("none received")


class GiftCreateView(CreateView):
    """The form for a gift that came without a provider."""

    page_title = _("Add a gift")

    def get_page_subtitle(self) -> str:
        return ""

    def get_success_buttons(self) -> list[Any]:
        """To its page: what is in the books is not edited."""
        return [messages.button(_page_of(self.object), gettext("Open"))]

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        items: list[dict[str, str]] = super().get_breadcrumbs_items()
        return [*items[:-1], {"url": "", "label": str(self.page_title)}]


def _page_of(gift: Gift) -> str:
    return reverse("funding_gift", args=[gift.reference])


def _state(gift: Gift) -> str:
    """As far as it came; of what went back in full, how it did."""
    gone = gone_with(gift.movements.all()) if gift.state == Gift.State.RECEIVED else None
    return capfirst(gone.what_happened) if gone else gift.get_state_display()


def _who(given: Gift | RegularGift) -> str:
    return str(given.supporter or gettext("Anonymous"))


class WhosePanel(FieldPanel):
    """Asks who gave, where somebody of the name or address is known."""

    class BoundPanel(FieldPanel.BoundPanel):
        def is_shown(self) -> bool:
            return self.form.must_choose and bool(super().is_shown())


class DayPanel(FieldPanel):
    """Asks whether the day is right, where it lies before the campaign."""

    class BoundPanel(FieldPanel.BoundPanel):
        def is_shown(self) -> bool:
            return self.form.must_confirm_day and bool(super().is_shown())


class GiftViewSet(ModelViewSet):
    model = Gift
    icon = "list-ul"
    url_prefix = "funding/gifts"
    index_view_class = GiftIndexView
    index_template_name = GiftIndexView.template_name
    index_results_template_name = "funding/desk/gifts_results.html"
    add_view_class = GiftCreateView
    list_display = [
        TitleColumn("money", label=_("Amount"), sort_key="amount", get_url=_page_of, classname="n"),
        Column("supporter", label=_("Supporter"), accessor=_who, sort_key="supporter"), "way",
        Column("state", label=_("State"), accessor=_state, sort_key="state"), "campaign", "received_on", "reference", "note",
    ]  # fmt: skip
    filterset_class = GiftFilterSet
    search_fields = [
        "reference", "supporter__name", "supporter__mail", "receipt_name", "shown_as", "note",
    ]  # fmt: skip
    ordering = "-received_on"
    inspect_view_enabled = False
    copy_view_enabled = False

    def get_edit_handler(self) -> ObjectList:
        names = (
            "campaign", "amount", "way", "received_on", "giver", "mail",
            "show_name", "show_amount", "in_honour_of", "note",
        )  # fmt: skip
        # The question is asked of a form that was sent: it stands where that begins.
        panels = [WhosePanel("whose"), *map(FieldPanel, names)]
        panels.insert(1 + names.index("received_on") + 1, DayPanel("is_day_right"))
        return ObjectList(panels, base_form_class=GiftForm).bind_to_model(Gift)


class RegularGiftIndexView(ListWithTables):
    """What readers promised to give every month or year."""

    table = staticmethod(regular_gifts_table)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ANN401
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    # Wagtail asks for it.
    dispatch.access = "funding.view_regulargift"  # type: ignore[attr-defined]

    def get_base_queryset(self) -> QuerySet[RegularGift]:
        promised: QuerySet[RegularGift] = super().get_base_queryset()
        return promised.select_related("campaign", "supporter")


class RegularGiftViewSet(ModelViewSet):
    model = RegularGift
    icon = "rotate"
    url_prefix = "funding/regular"
    index_view_class = RegularGiftIndexView
    index_template_name = RegularGiftIndexView.template_name
    index_results_template_name = RegularGiftIndexView.results_template_name
    list_display = [
        Column("money", label=_("Amount"), sort_key="amount", classname="n"),
        "every", Column("supporter", label=_("Supporter"), accessor=_who, sort_key="supporter"), "state", "campaign", "next_on", "begun_at", "ended_at",
    ]  # fmt: skip
    list_filter = ["campaign", "state", "every"]
    search_fields = ["supporter__name", "supporter__mail"]
    ordering = ["-begun_at", "-pk"]
    form_fields = ["amount"]
    inspect_view_enabled = False
    copy_view_enabled = False
