"""Lists and forms of the desk that are Wagtail's own: gifts, and what readers give regularly."""

from typing import Any

import django_filters
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import F, QuerySet, Sum
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from standfirst.funding.forms import GiftForm
from standfirst.funding.models import Gift, RegularGift
from standfirst.funding.services.exports import as_cell
from standfirst.lib.money import Money
from standfirst.lib.names import printable


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


class ExportedInWords(IndexView):
    """A list whose spreadsheets hold what people typed as words, whatever they typed."""

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:  # noqa: ANN401
        told = super().preprocess_field_value(field, value, export_format)
        if not isinstance(told, str):
            return told
        # In the other format Wagtail says itself that a cell is no formula.
        return as_cell(told) if export_format == self.FORMAT_CSV else printable(told)

    def write_csv_response(self, queryset: QuerySet[Any]) -> StreamingHttpResponse:
        response: StreamingHttpResponse = super().write_csv_response(queryset)
        response["Content-Type"] = "text/csv; charset=utf-8"
        return response


class GiftIndexView(ExportedInWords):
    """The list of gifts, with the sum of what is filtered above it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ANN401
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    # Wagtail asks for it: any right on gifts lets in.
    dispatch.access = "funding.view_gift"  # type: ignore[attr-defined]

    def get_base_queryset(self) -> QuerySet[Gift]:
        gifts: QuerySet[Gift] = super().get_base_queryset()
        return gifts.select_related("campaign", "supporter")

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
            self.filter_queryset(Gift.objects.all())
            .filter(state=Gift.State.RECEIVED)
            .order_by("currency")
            .values_list("currency")
            .annotate(Sum("amount"))
        )
        return " + ".join(str(Money(int(minor), currency)) for currency, minor in sums)


def _page_of(gift: Gift) -> str:
    return reverse("funding_gift", args=[gift.reference])


class GiftViewSet(ModelViewSet):
    model = Gift
    icon = "list-ul"
    url_prefix = "funding/gifts"
    index_view_class = GiftIndexView
    list_display = [
        TitleColumn("money", label=_("Amount"), sort_key="amount", get_url=_page_of),
        "supporter", "way", "state", "campaign", "received_on", "reference", "note",
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
    search_fields = ["reference", "supporter__name", "supporter__mail", "note"]
    ordering = "-received_on"
    inspect_view_enabled = False
    copy_view_enabled = False

    def get_edit_handler(self) -> ObjectList:
        panels = [
            FieldPanel(name)
            for name in ("campaign", "amount", "way", "received_on", "giver", "note")
        ]
        return ObjectList(panels, base_form_class=GiftForm).bind_to_model(Gift)


class RegularGiftIndexView(ExportedInWords):
    """What readers promised to give every month or year."""

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
    list_display = [
        Column("money", label=_("Amount"), sort_key="amount"),
        "every", "supporter", "state", "campaign", "next_on", "begun_at", "ended_at",
    ]  # fmt: skip
    list_filter = ["campaign", "state", "every"]
    list_export = ["money", "every", "supporter", "state", "campaign", "next_on", "begun_at"]
    search_fields = ["supporter__name", "supporter__mail"]
    ordering = ["-begun_at", "-pk"]
    form_fields = ["amount"]
    inspect_view_enabled = False
    copy_view_enabled = False
