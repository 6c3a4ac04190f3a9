"""Where payment providers tell us that something changed."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from standfirst.lib.access import anyone

from .gateways import stripe as stripe_gateway
from .gateways.contract import NotGenuine
from .services.intake import take_in

LARGEST = 256 * 1024


@csrf_exempt
@anyone
@require_POST
def stripe(request: HttpRequest) -> HttpResponse:
    """Verify, store, answer; the worker applies it within a second.

    Stripe sends what is not answered with 200 again, so 200 means: it is stored.
    """
    gateway = stripe_gateway.configured()
    if gateway is None:
        return _words("This site takes no payments through Stripe.", 404)
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST or len(request.body) > LARGEST:
        return _words("The message is too long.", 413)
    now = timezone.now()
    try:
        message = gateway.read(request.body, request.headers.get("Stripe-Signature", ""), at=now)
    except NotGenuine as refusal:
        return _words(str(refusal), 400)
    is_new = take_in(message, provider=gateway.name, at=now)
    return _words("Stored." if is_new else "Known.", 200)


def _words(text: str, status: int) -> HttpResponse:
    return HttpResponse(text + "\n", status=status, content_type="text/plain; charset=utf-8")
