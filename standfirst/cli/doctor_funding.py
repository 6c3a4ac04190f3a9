"""What `standfirst doctor funding` looks at."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from standfirst.lib.moments import utc_in_words

from .finding import Finding

if TYPE_CHECKING:
    from standfirst.funding.gateways.stripe import StripeGateway

_KEYS = {"sk_live_": "live", "rk_live_": "live", "sk_test_": "test", "rk_test_": "test"}


def funding() -> Iterator[Finding]:
    """Keys, the webhook, currencies, and whether the provider answers."""
    from django.conf import settings

    from standfirst.funding.gateways import stripe

    gateway = stripe.configured()
    if gateway is None:
        yield Finding("payments", "no provider is set up; STRIPE_SECRET_KEY names Stripe's key")
        return
    yield from _key(settings.STRIPE_SECRET_KEY)
    yield from _secrets(settings.STRIPE_WEBHOOK_SECRET, settings.STRIPE_WEBHOOK_SECRET_NEXT)
    answers = list(_answer(gateway))
    yield from answers
    if not any(finding.advice for finding in answers):
        yield from _webhook(gateway)
    yield from _messages()
    yield from _difference()


def _key(key: str) -> Iterator[Finding]:
    from django.conf import settings

    mode = next((mode for prefix, mode in _KEYS.items() if key.startswith(prefix)), "")
    if not mode:
        advice = "It begins with sk_live_, rk_live_, sk_test_ or rk_test_: copy it again."
        yield Finding("Stripe's key", "is no secret key", advice)
        return
    is_public = not settings.IS_LOCAL
    advice = ""
    if mode == "test" and is_public:
        advice = "No money moves in test mode: put the live key into STRIPE_SECRET_KEY."
    yield Finding("Stripe's key", f"{mode} mode", advice)


def _secrets(secret: str, following: str) -> Iterator[Finding]:
    if not secret and not following:
        advice = "Copy the webhook's signing secret (whsec_…) into STRIPE_WEBHOOK_SECRET; until then no message is believed."
        yield Finding("webhook's secret", "none is set", advice)
        return
    wrong = [text for text in (secret, following) if text and not text.startswith("whsec_")]
    advice = "A signing secret begins with whsec_: copy it again." if wrong else ""
    yield Finding("webhook's secret", "two, while they are changed" if secret and following else "set", advice)  # fmt: skip


def _answer(gateway: "StripeGateway") -> Iterator[Finding]:
    from standfirst.funding.models import Campaign
    from standfirst.lib.errors import Unavailable

    try:
        held = gateway.balance()
    except Unavailable as failed:
        advice = "Check the key and that this machine may reach Stripe (STRIPE_API_BASE, if set)."
        yield Finding("Stripe", str(failed), advice)
        return
    yield Finding("Stripe", "answers")
    used = set(Campaign.objects.filter(state="live").values_list("currency", flat=True))
    changed = ", ".join(sorted(used - held.keys()))
    seen = "every campaign's is held there" if not changed else f"{changed} will be changed there"
    yield Finding("currencies", seen)


def _webhook(gateway: "StripeGateway") -> Iterator[Finding]:
    from django.conf import settings
    from django.urls import reverse

    from standfirst.funding.gateways.stripe import API_VERSION
    from standfirst.lib.errors import Unavailable

    wanted = f"{settings.SITE_URL}{reverse('providers:stripe')}"
    try:
        known = [row for row in gateway.webhooks() if row["url"] == wanted]
    except Unavailable as failed:
        yield Finding("webhook", f"could not be looked up: {failed}")
        return
    if not known:
        advice = f"Add {wanted} in Stripe's dashboard, all events, API version {API_VERSION}; until then only the hourly reconciliation brings news."
        yield Finding("webhook", "Stripe knows none of this site", advice)
        return
    if known[0]["status"] != "enabled":
        yield Finding("webhook", known[0]["status"], "Enable it in Stripe's dashboard.")
    elif known[0].get("api_version") not in {None, API_VERSION}:
        advice = f"Make a new one with API version {API_VERSION}: messages of another are refused."
        yield Finding("webhook", f"sends API version {known[0]['api_version']}", advice)
    else:
        yield Finding("webhook", "set up at Stripe")


def _messages() -> Iterator[Finding]:
    from datetime import timedelta

    from django.utils import timezone

    from standfirst.funding.models import ProviderMessage

    rows = ProviderMessage.objects.filter(provider="stripe")
    old = rows.filter(applied_at=None, received_at__lt=timezone.now() - timedelta(minutes=10))
    last = rows.order_by("-received_at").values_list("received_at", flat=True).first()
    first = old.order_by("pk").first()
    advice = f"It is tried again every hour. {first}: {first.error[:200]}" if first else ""
    heard = f"last heard on {utc_in_words(last)}" if last else "none heard yet"
    yield Finding("messages", f"{heard}, {old.count()} wait for more than ten minutes", advice)


def _difference() -> Iterator[Finding]:
    from standfirst.funding.services.reconciling import last_reconciliations

    for row in last_reconciliations(provider="stripe"):
        advice = "See the open case at the treasurer's desk." if row.difference else ""
        seen = f"{row.difference} minor units" if row.difference else "none"
        yield Finding(f"difference in {row.currency}, {utc_in_words(row.at)}", seen, advice)
