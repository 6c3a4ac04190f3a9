"""The site has one address, STANDFIRST_URL: what is written into pages and letters is never the asker's."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port

Handler = Callable[[HttpRequest], HttpResponse]
_USUAL_PORTS = {"http": "80", "https": "443"}


def own_address(get_response: Handler) -> Handler:
    """Refuse hosts and ports that are not ours, and let every absolute address begin with SITE_URL.

    Django looks at the host alone, and makes absolute addresses, a library's too, of whatever host and
    port were asked for.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        need_own_port(request)
        # Of this Django makes each absolute address of the request.
        request._current_scheme_host = settings.SITE_URL  # type: ignore[attr-defined]
        return get_response(request)

    return handle


def need_own_port(request: HttpRequest) -> None:
    """Refuse a host that is not one of ALLOWED_HOSTS, or a port that is not the site's.

    A site on this machine only may be reached by another port, as through a tunnel. A proxy may leave
    the port out.

    Raises:
        DisallowedHost: it is answered with 400.
    """
    port = split_domain_port(request.get_host())[1]
    own = urlsplit(settings.SITE_URL)
    if port and not settings.IS_LOCAL and port != (str(own.port or _USUAL_PORTS[own.scheme])):
        raise DisallowedHost("Another port was asked for than STANDFIRST_URL has.")
