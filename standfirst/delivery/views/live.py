"""Who may hear the news of a thread; `live.streams` then tells them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from standfirst.delivery.live.sentences import Listener
from standfirst.delivery.live.streams import LISTENER
from standfirst.delivery.queries.news import WAITING
from standfirst.discussion.finding import find_article, number_in
from standfirst.discussion.guests import address_key_of
from standfirst.discussion.queries import key_of
from standfirst.discussion.readers import reader_of
from standfirst.lib.access import anyone

_MOST_LATE = 100


@anyone
@require_GET
def live(request: HttpRequest, key: str) -> HttpResponse:
    """Open the stream of a thread's news; `?since=` is when the newest comment was written that the page shows.

    `?late=` lists older ones that it does not show all the same; a browser that returns says so by itself.
    Moderators hear under the key "waiting" how many comments wait.

    Raises:
        Http404: there is no such thread, or none for who asks.
    """
    reader = reader_of(request)
    if key == WAITING and not reader.is_moderator:
        raise Http404
    listener = Listener(
        key=key if key == WAITING else key_of(find_article(request, key)),
        since=number_in(request.GET["since"]) if "since" in request.GET else None,
        late=_late(request.headers.get("Last-Event-ID") or request.GET.get("late", "")),
        user_id=reader.user.pk if reader.user else None,
        guest_key=reader.guest_key,
        language=get_language() or "en",
        address_key=address_key_of(request),
    )
    scope = getattr(request, "scope", None)  # There is none where the server cannot hold streams.
    if scope is not None:
        scope[LISTENER] = listener
    # Without a scope, and shorter than what is compressed.
    response = HttpResponse("retry: 60000\n\n", content_type="text/event-stream; charset=utf-8")
    response.headers["Cache-Control"] = "no-store, no-transform"
    response.headers["X-Accel-Buffering"] = "no"
    return response


def _late(text: str) -> frozenset[int]:
    """Return the numbers that the last event's id listed."""
    return frozenset(number_in(part) for part in text.split(",")[:_MOST_LATE] if part)
