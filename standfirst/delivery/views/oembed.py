"""Cards of our articles for other sites."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from standfirst.delivery.addresses import Addresses
from standfirst.delivery.oembed import Card, Room, as_xml, card_of, path_of
from standfirst.delivery.queries.articles import readable_in_every_place
from standfirst.delivery.queries.redirects import page_moved_from
from standfirst.lib.access import anyone
from standfirst.publishing.models import ArticlePage, NewsroomSettings

NOT_IMPLEMENTED = 501


@anyone
@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """The card of the article at `url`; 404 for anything else, 501 for a format we do not write.

    Raises:
        Http404: no article that everybody may read is at `url`.
    """
    wanted = request.GET.get("format", "json")
    if wanted not in {"json", "xml"}:
        return HttpResponse(_("Ask for format json or xml."), status=NOT_IMPLEMENTED)
    if "url" not in request.GET:
        return HttpResponseBadRequest(_("Say which article, as url=."))
    addresses = Addresses.of_site()
    article = _article_at(path_of(request.GET["url"]), addresses)
    if article is None:
        raise Http404
    room = Room(_pixels(request, "maxwidth"), _pixels(request, "maxheight"))
    newsroom = NewsroomSettings.for_request(request)
    card = card_of(article, newsroom=newsroom, addresses=addresses, room=room)
    return _answer(card, wanted)


def _article_at(path: str | None, addresses: Addresses) -> ArticlePage | None:
    """Return the article that is or was at `path`, if everybody may read it."""
    if path is None or "\x00" in path:
        return None
    places = readable_in_every_place()
    place = places.filter(url_path=addresses.url_path(path)).only("pk", "alias_of").first()
    if place is None and (moved := page_moved_from(path)):
        place = places.filter(pk=moved.pk).only("pk", "alias_of").first()
    if place is None:
        return None
    original: ArticlePage | None = (
        places.select_related("lead_picture").filter(pk=place.alias_of_id or place.pk).first()
    )
    return original


def _answer(card: Card, wanted: str) -> HttpResponse:
    if wanted == "xml":
        response = HttpResponse(as_xml(card), content_type="text/xml; charset=utf-8")
    else:
        response = JsonResponse(card)
    # Nothing in it depends on who asks.
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _pixels(request: HttpRequest, name: str) -> int | None:
    value = request.GET.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 6 else None
