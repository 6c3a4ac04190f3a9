"""How often a moderator wants letters about comments that wait."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from standfirst.accounts.models import User
from standfirst.discussion.models import MODERATE
from standfirst.lib.access import role
from standfirst.lib.http import own_forms_only, page_before, see_other
from standfirst.notifications import services
from standfirst.notifications.models import Frequency


@role(MODERATE)
@require_POST
@own_forms_only
def moderators(request: HttpRequest) -> HttpResponse:
    """Take the choice, and go back to the list.

    Raises:
        Http404: there is no such choice.
    """
    chosen, user = request.POST.get("frequency", ""), request.user
    if chosen not in {"", *Frequency.values}:
        raise Http404
    assert isinstance(user, User)  # noqa: S101 - `role` let nobody else in
    frequency = Frequency(chosen) if chosen else None
    row = services.choose_letters(user=user, frequency=frequency, at=timezone.now())
    if row is None:
        said = _("You get no emails about waiting comments.")
    elif row.stands:
        said = _("Emails about waiting comments go to %(address)s.")
    else:
        said = _(
            "We have sent an email to %(address)s. Open the link in it to confirm "
            "that the address is yours."
        )
    messages.success(request, said % {"address": user.email})
    return see_other(page_before(request) or reverse("discussion_comments"))
