"""One clock for the whole paper: the time zone of its settings, on pages, in the editor and in the worker."""

import types
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import fields
from django.forms.utils import from_current_timezone
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin import auth
from wagtail.admin.widgets import AdminDateTimeInput

View = Callable[..., HttpResponse]


def keep_the_editor_in_it() -> None:
    """Let no page of the editor be in another zone.

    Around each of its views, Wagtail turns the clock to that of the person's profile, or to the
    server's. What is typed at one desk must mean the same at the next.
    """
    answer = auth.get_localized_response

    def answer_in_zone(
        view: View, request: HttpRequest, *args: object, **kwargs: object
    ) -> HttpResponse:
        answered: HttpResponse = answer(_in_zone(view), request, *args, **kwargs)
        return answered

    auth.get_localized_response = answer_in_zone
    # With the zone's name beside the field.
    AdminDateTimeInput.template_name = "desk/datetime.html"
    # What every field of a date asks, the schedule's and those in an article's body, too.
    fields.from_current_timezone = _from_zone  # type: ignore[attr-defined]  # imported there


def _from_zone(typed: datetime) -> datetime:
    """Read a time in the newsroom's zone, with our own words for the hours of a clock change.

    Raises:
        ValidationError: it does not exist there, or comes twice.
    """
    try:
        return from_current_timezone(typed)
    except ValidationError as error:
        raise ValidationError(
            _(
                "The clocks change at that hour (%(zone)s), so this time does not exist or comes twice. "
                "Choose one outside it."
            )
            % {"zone": timezone.get_current_timezone()},
            code=error.code,
        ) from error


def _in_zone(view: View) -> View:
    zone = timezone.get_current_timezone()  # As the middleware has set it.

    def view_in_zone(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        with timezone.override(zone):
            response = view(request, *args, **kwargs)
        if hasattr(response, "render"):
            render = response.render

            def render_in_zone(_response: Any) -> HttpResponse:  # noqa: ANN401
                with timezone.override(zone):
                    rendered: HttpResponse = render()
                return rendered

            response.render = types.MethodType(render_in_zone, response)
        return response

    return view_in_zone
