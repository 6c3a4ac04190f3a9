"""Stripe, through its own library: hosted Checkout, so that no card ever comes near us.

This is the only module that knows the library; `stripe_shapes` reads what it brings.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import stripe
from django.conf import settings
from django.utils.translation import gettext as _

from standfirst.funding.models import Gift, ProviderObject, RegularGift
from standfirst.lib.errors import Unavailable
from standfirst.lib.money import Money, is_payable, unpayable_words

from . import stripe_checkout as checkout
from . import stripe_shapes as shapes
from .contract import Entry, Fee, Message, NotGenuine, NotTaken, Payment, Payout, Promise, WaysBack
from .stripe_names import name_of, newest_name

API_VERSION = "2026-10-28.endive"
OLDEST = timedelta(seconds=300)
# Clocks differ a little; a message of the future beyond that was made up.
AHEAD = timedelta(seconds=60)

# Asking these again brings the same answer.
_REFUSES = (
    stripe.InvalidRequestError,
    stripe.AuthenticationError,
    stripe.PermissionError,
    stripe.IdempotencyError,
)

# What reading rises with where a body is no event: no JSON, other keys, other types, a time that no clock shows.
_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, OverflowError, OSError)

# What Stripe calls the entries of its own books with which it bills us apart from payments.
_BILLS = ("stripe_fee", "stripe_fx_fee", "tax_fee")

# What is asked for together with a charge.
_PARTS = (
    "balance_transaction",
    "failure_balance_transaction",
    "refunds.data.balance_transaction",
    "refunds.data.failure_balance_transaction",
)

# Payments in these ways come at once or not at all.
_CARDS = frozenset({"card", "link"})

Shape = dict[str, Any]


def configured() -> "StripeGateway | None":
    """Return the gateway that the settings describe; None where they name no key."""
    if not settings.STRIPE_SECRET_KEY:
        return None
    secrets = (settings.STRIPE_WEBHOOK_SECRET, settings.STRIPE_WEBHOOK_SECRET_NEXT)
    return _gateway(settings.STRIPE_SECRET_KEY, secrets, settings.STRIPE_API_BASE)


@lru_cache(maxsize=4)
def _gateway(key: str, secrets: tuple[str, ...], base: str) -> "StripeGateway":
    """One for each set of settings: it keeps its connections open."""
    return StripeGateway(key=key, secrets=secrets, base=base)


@contextmanager
def _in_our_words() -> Iterator[None]:
    """Turn the library's errors into ours; `NotTaken` where whoever asked can do something about it.

    Raises:
        Unavailable: Stripe did not answer, or refused us.
    """
    try:
        yield
    except stripe.StripeError as error:
        if refusal := checkout.refusal(error.code or "", getattr(error, "param", None) or ""):
            raise refusal from error
        said = error.user_message or str(error)
        raise Unavailable(f"Stripe: {said}", permanent=isinstance(error, _REFUSES)) from error


class StripeGateway:
    """Implements `contract.Gateway`."""

    name = Gift.Way.STRIPE.value

    def __init__(self, *, key: str, secrets: tuple[str, ...], base: str = "") -> None:
        self.is_live = key.startswith(("sk_live_", "rk_live_"))
        self._secrets = tuple(secret for secret in secrets if secret)
        self._client = stripe.StripeClient(
            key,
            stripe_version=API_VERSION,
            max_network_retries=2,
            base_addresses={"api": base} if base else {},
            http_client=stripe.RequestsClient(timeout=20),
        )

    @_in_our_words()
    def begin(self, *, gift: Gift, back: WaysBack, at: datetime) -> str:
        """See the contract.

        Raises:
            NotTaken: Stripe takes no such gift, or it was paid already.
            Unavailable: the page is closed; or see the contract.
        """
        if not is_payable(gift.charged):
            raise NotTaken(unpayable_words(gift.currency), field="own")
        if page := self._open_page(gift, at):
            return page
        params = checkout.page_of(gift, back, at)
        key: Any = {"idempotency_key": checkout.key_of(gift, params)}
        session = self._client.v1.checkout.sessions.create(params, key)
        if not session.url:
            raise Unavailable("Stripe: this page is closed.", permanent=True)
        # Whoever comes back says which page they left.
        ProviderObject.objects.get_or_create(
            provider=self.name, name=session.id, defaults={"gift": gift}
        )
        return session.url

    def _open_page(self, gift: Gift, at: datetime) -> str:
        """Return the page that was begun for the gift before, if somebody may still pay there; else "".

        One that closes soon is closed at once, so that there is one page to pay on.

        Raises:
            NotTaken: it was paid there.
        """
        name = newest_name("cs_", gift=gift)
        if not name:
            return ""
        session = self._client.v1.checkout.sessions.retrieve(name)
        if session.status == "complete":
            raise NotTaken(
                _(
                    "This gift was sent already, so you will not be charged again. We "
                    "will email the receipt once we have the money."
                )
            )
        if session.status != "open":
            return ""
        if session.url and session.expires_at >= (at + checkout.TIME_TO_PAY).timestamp():
            return session.url
        self._client.v1.checkout.sessions.expire(name)
        return ""

    @_in_our_words()
    def look_up(self, about: str) -> Payment | Promise | Payout | None:
        """See the contract."""  # noqa: DOC501
        kinds: dict[str, Callable[[str], Payment | Promise | Payout | None]] = {
            "pi": self._payment,
            "ch": self._charge,
            "py": self._charge,
            "re": self._refund,
            "pyr": self._refund,
            "dp": self._dispute,
            "du": self._dispute,
            "cs": self._session,
            "in": self._invoice,
            "sub": self._promise,
            "po": self._payout,
        }
        found = kinds.get(about.partition("_")[0])
        if found is None:
            return None
        try:
            return found(about)
        except stripe.InvalidRequestError as error:
            if error.http_status == 404:
                return None
            raise

    def read(self, body: bytes, signature: str, *, at: datetime) -> Message:
        """See the contract.

        Raises:
            NotGenuine: the signature is wrong, too old or of the future, or it is not for us.
        """
        self._verify(body, signature, at)
        try:
            event = json.loads(body)
            message = shapes.message(event, payload=body.decode())
        except _UNREADABLE as error:
            raise NotGenuine(_("This is no event of Stripe’s.")) from error
        if bool(event.get("livemode")) != self.is_live:
            raise NotGenuine(_("Test and live mode differ: key and webhook must be of one mode."))
        if event.get("api_version") != API_VERSION:
            wants = _("The webhook must send API version %(version)s.") % {"version": API_VERSION}
            raise NotGenuine(wants)
        return message

    def _verify(self, body: bytes, signature: str, at: datetime) -> None:
        """Make Stripe's own check, with each secret; and what it leaves out: our clock, and the future.

        Raises:
            NotGenuine: it does not hold.
        """
        try:
            text = body.decode()
        except UnicodeDecodeError as error:
            raise NotGenuine(_("The signature does not fit the message.")) from error
        for secret in self._secrets:
            try:
                stripe.WebhookSignature.verify_header(text, signature, secret, tolerance=None)
            # A signature with letters that no signature has cannot even be compared (TypeError).
            except (stripe.SignatureVerificationError, ValueError, OverflowError, TypeError):
                continue
            break
        else:
            raise NotGenuine(_("The signature does not fit the message."))
        age = at.timestamp() - shapes.signed_at(signature)
        if not -AHEAD.total_seconds() <= age <= OLDEST.total_seconds():
            raise NotGenuine(_("The message was signed too long ago, or in the future."))

    def messages(self, *, since: str) -> Iterator[Message]:
        """See the contract. Stripe keeps its events for 30 days, and so far back this reaches."""
        with _in_our_words():
            yield from map(shapes.message, self._events(since))

    def _events(self, since: str) -> Iterator[Shape]:
        if since:
            try:
                page = self._client.v1.events.list({"limit": 100, "ending_before": since})
            except stripe.InvalidRequestError:
                pass  # it is too old by now: all there is comes again
            else:
                yield from (event.to_dict() for event in page.auto_paging_iter())
                return
        everything = self._client.v1.events.list({"limit": 100}).auto_paging_iter()
        yield from reversed([event.to_dict() for event in everything])

    @_in_our_words()
    def balance(self) -> Mapping[str, int]:
        """See the contract."""
        return shapes.balance(self._client.v1.balance.retrieve().to_dict())

    @_in_our_words()
    def bills(self, *, since: datetime) -> Iterable[Fee]:
        """See the contract. No event tells of them, so they are looked for in Stripe's own books."""
        listed = [
            self._client.v1.balance_transactions.list(
                {"type": kind, "created": {"gte": int(since.timestamp())}, "limit": 100}
            )
            for kind in _BILLS
        ]
        return [shapes.bill(entry) for entries in listed for entry in _all(entries)]

    @_in_our_words()
    def entries(self, *, currency: str, since: datetime) -> Iterable[Entry]:
        """See the contract."""
        since_then: Any = {"currency": currency.lower(), "created": {"gte": int(since.timestamp())}}
        listed = self._client.v1.balance_transactions.list(since_then | {"limit": 100})
        return list(shapes.loose_entries(_all(listed)))

    @_in_our_words()
    def give_back(self, *, gift: Gift, amount: Money, key: str) -> None:
        """See the contract."""
        payment = name_of("pi_", gift=gift)
        self._client.v1.refunds.create(
            {
                "payment_intent": payment,
                "amount": amount.minor,
                "reason": "requested_by_customer",
                "metadata": {"reference": gift.reference},
            },
            {"idempotency_key": key},
        )

    @_in_our_words()
    def manage(self, *, regular: RegularGift, back: str) -> str:
        """See the contract."""
        found = self._client.v1.subscriptions.retrieve(name_of("sub_", regular=regular)).to_dict()
        session = self._client.v1.billing_portal.sessions.create(
            {"customer": shapes.name_of(found["customer"]), "return_url": back}
        )
        return session.url

    @_in_our_words()
    def change(self, *, regular: RegularGift, amount: Money) -> None:
        """See the contract."""
        name = name_of("sub_", regular=regular)
        item = self._client.v1.subscriptions.retrieve(name).to_dict()["items"]["data"][0]
        price: Any = {
            "currency": amount.currency.lower(),
            "product": shapes.name_of(item["price"]["product"]),
            "recurring": {"interval": regular.every},
            "unit_amount": amount.minor,
        }
        self._client.v1.subscriptions.update(
            name,
            {"items": [{"id": item["id"], "price_data": price}], "proration_behavior": "none"},
        )

    @_in_our_words()
    def pause(self, *, regular: RegularGift, paused: bool) -> None:
        """See the contract."""
        self._client.v1.subscriptions.update(
            name_of("sub_", regular=regular),
            {"pause_collection": {"behavior": "void"} if paused else ""},
        )

    @_in_our_words()
    def stop(self, *, regular: RegularGift) -> None:
        """See the contract."""
        self._client.v1.subscriptions.cancel(name_of("sub_", regular=regular))

    @_in_our_words()
    def webhooks(self) -> list[Shape]:
        """Return the webhooks that Stripe knows for this key, for `standfirst doctor funding`."""
        return _all(self._client.v1.webhook_endpoints.list({"limit": 100}))

    def _payment(self, name: str, invoice: Shape | None = None) -> Payment:
        parts: Any = {"expand": [f"latest_charge.{part}" for part in _PARTS]}
        found = self._client.v1.payment_intents.retrieve(name, parts).to_dict()
        if not found["metadata"].get("reference"):
            invoice = invoice or self._invoice_of(name)
        charges = [self._with_aftermath(charge) for charge in self._tries(found)]
        return shapes.payment(found, charges, invoice)

    def _tries(self, intent: Shape) -> list[Shape]:
        """Each charge by which it was tried to collect a payment, oldest first.

        Of cards only the last can have come. A debit that failed has left something in the books.
        """
        latest = intent.get("latest_charge")
        if latest is None:
            return []
        if _CARDS.issuperset(intent["payment_method_types"]):
            return [latest]
        parts = [f"data.{part}" for part in _PARTS]
        of: Any = {"payment_intent": intent["id"], "limit": 100, "expand": parts}
        return _all(self._client.v1.charges.list(of))[::-1]

    def _charge(self, name: str) -> Payment:
        parts: Any = {"expand": [*_PARTS]}
        found = self._client.v1.charges.retrieve(name, parts).to_dict()
        if found.get("payment_intent"):
            return self._payment(shapes.name_of(found["payment_intent"]))
        return shapes.payment(None, [self._with_aftermath(found)], None)

    def _with_aftermath(self, charge: Shape) -> shapes.Charge:
        """Return a charge with what happened to it later: refunds, disputes, warnings."""
        of: Any = {"charge": charge["id"], "limit": 100}
        refunds = charge["refunds"]["data"]
        if charge["refunds"]["has_more"]:
            entries = {"expand": ["data.balance_transaction", "data.failure_balance_transaction"]}
            refunds = _all(self._client.v1.refunds.list(of | entries))
        disputes = _all(self._client.v1.disputes.list(of)) if charge["disputed"] else []
        warnings = _all(self._client.v1.radar.early_fraud_warnings.list(of))
        return shapes.Charge(charge, refunds, disputes, warnings)

    def _invoice_of(self, payment: str) -> Shape | None:
        of: Any = {"payment": {"type": "payment_intent", "payment_intent": payment}}
        paid = self._client.v1.invoice_payments.list(of).data
        return self._client.v1.invoices.retrieve(shapes.name_of(paid[0].invoice)).to_dict() if paid else None  # fmt: skip

    def _refund(self, name: str) -> Payment | None:
        return self._payment_of(self._client.v1.refunds.retrieve(name).to_dict())

    def _dispute(self, name: str) -> Payment | None:
        return self._payment_of(self._client.v1.disputes.retrieve(name).to_dict())

    def _payment_of(self, found: Shape) -> Payment | None:
        if found.get("payment_intent"):
            return self._payment(shapes.name_of(found["payment_intent"]))
        return self._charge(shapes.name_of(found["charge"])) if found.get("charge") else None

    def _session(self, name: str) -> Payment | Promise | None:
        found = self._client.v1.checkout.sessions.retrieve(name).to_dict()
        if found.get("payment_intent") and found["status"] != "expired":
            return self._payment(shapes.name_of(found["payment_intent"]))
        if found.get("subscription"):
            return self._promise(shapes.name_of(found["subscription"]))
        return shapes.unpaid_session(found)

    def _invoice(self, name: str) -> Payment | None:
        found = self._client.v1.invoices.retrieve(name, {"expand": ["payments"]}).to_dict()
        paid = shapes.payment_of_invoice(found)
        return self._payment(paid, found) if paid else None

    def _promise(self, name: str) -> Promise:
        asked_at = datetime.now(UTC)
        return shapes.promise(self._client.v1.subscriptions.retrieve(name).to_dict(), asked_at)

    def _payout(self, name: str) -> Payout | None:
        expand = ["balance_transaction", "failure_balance_transaction"]
        return shapes.payout(self._client.v1.payouts.retrieve(name, {"expand": expand}).to_dict())


def _all(listed: Any) -> list[Shape]:  # noqa: ANN401 - a list of any kind, which the library turns over
    return [found.to_dict() for found in listed.auto_paging_iter()]
