"""Payment intents and their charges; refunds, disputes and warnings about them."""

from typing import Any

from .forms import Refusal, invalid, text, whole
from .money import DISPUTE_FEE, enter, fee_of, settled
from .world import Shape, World

# Numbers of test cards, and what happens to them.
CARDS = {
    "4242424242424242": "paid",
    "4000000000000002": "declined",
    "4000000000009995": "declined",
    "4000002500003155": "challenge",
    "4000000000003220": "challenge",
}
OPEN = {"needs_response", "under_review"}
# Test payment methods that need no card form.
METHODS = {
    "pm_card_visa": "paid",
    "pm_card_mastercard": "paid",
    "pm_card_bypassPending": "paid",
    "pm_card_chargeDeclined": "declined",
    "pm_card_visa_chargeDeclined": "declined",
    "pm_card_authenticationRequired": "challenge",
    "pm_card_createDispute": "disputed",
    "pm_card_createDisputeInquiry": "disputed",
}


def create_intent(world: World, params: dict[str, Any]) -> Shape:
    """Make an intent, and confirm it where that is asked."""
    amount = whole(params, "amount")
    if amount < 1:
        raise invalid("This value must be greater than or equal to 1.", param="amount")
    intent = new_intent(
        world,
        amount,
        text(params, "currency"),
        metadata=params.get("metadata") or {},
        description=params.get("description"),
        customer=params.get("customer"),
        payment_method=params.get("payment_method"),
        receipt_email=params.get("receipt_email"),
        statement_descriptor=params.get("statement_descriptor"),
        shipping=params.get("shipping"),
    )
    if params.get("confirm") == "true":
        return confirm(world, intent, params)
    return intent


def new_intent(world: World, amount: int, currency: str, **given: Any) -> Shape:
    intent = world.make(
        "payment_intent", "pi", amount=amount, currency=currency.lower(), amount_received=0,
        amount_capturable=0, amount_details={"tip": {}}, capture_method="automatic_async",
        confirmation_method="automatic", payment_method_types=["card"], payment_method_options={},
        status="requires_payment_method",
    )  # fmt: skip
    intent |= given
    intent["client_secret"] = f"{intent['id']}_secret_x"
    if intent["payment_method"]:
        intent["status"] = "requires_confirmation"
    world.say("payment_intent.created", intent)
    return intent


def confirm(world: World, intent: Shape, params: dict[str, Any]) -> Shape:
    """Charge it as its payment method has it."""
    method = params.get("payment_method") or intent["payment_method"] or ""
    if intent["status"] in {"succeeded", "canceled"}:
        raise invalid(
            "This PaymentIntent cannot be confirmed now.", code="payment_intent_unexpected_state"
        )
    intent["payment_method"] = method or None
    outcome = METHODS.get(method) or world.notes.get(method)
    if not outcome:
        raise invalid(
            f"No such PaymentMethod: '{method}'",
            code="resource_missing",
            param="payment_method",
            status=404,
        )
    if outcome == "declined":
        charge = decline(world, intent)
        raise Refusal(
            402, "card_error", "Your card was declined.", code="card_declined",
            decline_code="generic_decline", charge=charge["id"], payment_intent=intent,
        )  # fmt: skip
    if outcome == "challenge":
        intent |= {"status": "requires_action", "next_action": {"type": "use_stripe_sdk"}}
        world.say("payment_intent.requires_action", intent)
        return intent
    charge = succeed(world, intent)
    if outcome == "disputed":
        dispute(world, charge, {})
    return intent


def cancel(world: World, intent: Shape) -> Shape:
    if intent["status"] in {"succeeded", "canceled"}:
        raise invalid(
            "You cannot cancel this PaymentIntent.", code="payment_intent_unexpected_state"
        )
    intent |= {"status": "canceled", "canceled_at": world.now()}
    world.say("payment_intent.canceled", intent)
    return intent


def process(world: World, intent: Shape, person: Shape | None = None) -> Shape:
    """Begin a payment that takes days: its entry is in the books at once, and may be taken back."""
    charge = _charge(world, intent, person, paid=True, prefix="py")
    charge |= {
        "status": "pending", "paid": False,
        "payment_method_details": {"type": "us_bank_account", "us_bank_account": {"bank_name": "STRIPE TEST BANK", "last4": "6789"}},
    }  # fmt: skip
    _enter(world, charge, "payment")
    intent |= {"status": "processing", "payment_method_types": ["card", "us_bank_account"], "latest_charge": charge["id"]}  # fmt: skip
    world.say("charge.pending", charge)
    world.say("payment_intent.processing", intent)
    return charge


def arrive(world: World, intent: Shape) -> Shape:
    """Let a payment that takes days succeed."""
    charge = world.get(intent["latest_charge"])
    charge |= {"status": "succeeded", "paid": True}
    _succeeded(world, intent, charge)
    return charge


def fail(world: World, charge: Shape, *, kept: int = 0) -> Shape:
    """Let a payment that takes days fail, on its way or after it succeeded; `kept` of the fee is not given back."""
    if charge["failure_balance_transaction"]:
        raise invalid("This charge has failed already.")
    intent = world.get(charge["payment_intent"])
    began = world.get(charge["balance_transaction"])
    entry = enter(
        world, "payment_failure_refund", charge, -charge["amount"], charge["currency"],
        fee=kept - began["fee"], category="charge_failure",
    )  # fmt: skip
    charge |= {
        "status": "failed", "paid": False, "failure_balance_transaction": entry["id"],
        "failure_code": "insufficient_funds", "failure_message": "The customer's account has insufficient funds.",
    }  # fmt: skip
    world.say("charge.failed", charge)
    if intent["status"] == "processing":
        error = {
            "type": "card_error", "code": "payment_intent_payment_attempt_failed",
            "message": "The customer's account has insufficient funds.", "charge": charge["id"],
        }  # fmt: skip
        intent |= {"status": "requires_payment_method", "last_payment_error": error}
        world.say("payment_intent.payment_failed", intent)
    return charge


def succeed(world: World, intent: Shape, person: Shape | None = None) -> Shape:
    charge = _charge(world, intent, person, paid=True)
    _enter(world, charge, "charge")
    _succeeded(world, intent, charge)
    return charge


def _enter(world: World, charge: Shape, kind: str) -> None:
    fee = fee_of(settled(world, charge["amount"], charge["currency"]))
    entry = enter(world, kind, charge, charge["amount"], charge["currency"], fee=fee, category="charge")  # fmt: skip
    charge["balance_transaction"] = entry["id"]


def _succeeded(world: World, intent: Shape, charge: Shape) -> None:
    intent |= {
        "status": "succeeded", "amount_received": intent["amount"], "latest_charge": charge["id"],
        "next_action": None, "last_payment_error": None,
    }  # fmt: skip
    world.say("charge.succeeded", charge)
    world.say("payment_intent.succeeded", intent)


def decline(world: World, intent: Shape, person: Shape | None = None) -> Shape:
    charge = _charge(world, intent, person, paid=False)
    error = {
        "type": "card_error", "code": "card_declined", "decline_code": "generic_decline",
        "message": "Your card was declined.", "charge": charge["id"],
    }  # fmt: skip
    intent |= {"status": "requires_payment_method", "last_payment_error": error, "latest_charge": charge["id"], "next_action": None}  # fmt: skip
    world.say("charge.failed", charge)
    world.say("payment_intent.payment_failed", intent)
    return charge


def _charge(
    world: World, intent: Shape, person: Shape | None, *, paid: bool, prefix: str = "ch"
) -> Shape:
    return world.make(
        "charge", prefix, intent["id"], amount=intent["amount"], amount_captured=intent["amount"] if paid else 0,
        amount_refunded=0, currency=intent["currency"], captured=paid, paid=paid, disputed=False,
        refunded=False, payment_intent=intent["id"], status="succeeded" if paid else "failed",
        customer=intent["customer"], description=intent["description"], metadata=dict(intent["metadata"]),
        billing_details={"address": dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state")),
                         "email": None, "name": None, "phone": None, "tax_id": None, **(person or {})},
        failure_code=None if paid else "card_declined",
        failure_message=None if paid else "Your card was declined.",
        fraud_details={}, payment_method=intent["payment_method"],
        outcome={"network_status": "approved_by_network" if paid else "declined_by_network", "type": "authorized" if paid else "issuer_declined"},
        payment_method_details={"type": "card", "card": {"brand": "visa", "last4": "4242", "country": "US"}},
        calculated_statement_descriptor="PAPER",
    )  # fmt: skip


def refund(world: World, params: dict[str, Any]) -> Shape:
    """Give back some or all of a charge; more than is left is refused."""
    charge = _charge_named(world, params)
    left = charge["amount_captured"] - charge["amount_refunded"]
    if not charge["paid"]:
        raise invalid(f"Charge {charge['id']} has not been paid.", param="charge")
    if not left:
        raise invalid(
            f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded"
        )
    if charge["disputed"] and any(
        d["status"] in OPEN or d["status"] == "lost" for d in world.of("dispute", charge["id"])
    ):
        raise invalid(
            f"Charge {charge['id']} has been charged back; cannot issue a refund.",
            code="charge_disputed",
        )
    amount = whole(params, "amount", left)
    if not 0 < amount <= left:
        raise invalid(
            f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})",
            param="amount",
        )
    made = world.make(
        "refund", "re", charge["id"], charge["payment_intent"] or "", amount=amount, charge=charge["id"],
        currency=charge["currency"], payment_intent=charge["payment_intent"], reason=params.get("reason"),
        status="succeeded", metadata=params.get("metadata") or {}, customer=charge["customer"],
        destination_details={"type": "card", "card": {"type": "refund", "reference_status": "pending"}},
    )  # fmt: skip
    made["balance_transaction"] = enter(world, "refund", made, -amount, charge["currency"])["id"]
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    world.say("refund.created", made)
    world.say("charge.refunded", charge)
    return made


def fail_refund(world: World, made: Shape) -> Shape:
    """Let a refund come back: the giver's bank did not take it."""
    if made["status"] == "failed":
        raise invalid("This refund has failed already.")
    charge = world.get(made["charge"])
    entry = enter(world, "refund_failure", made, made["amount"], made["currency"])
    made |= {
        "status": "failed", "failure_reason": "lost_or_stolen_card",
        "failure_balance_transaction": entry["id"],
    }  # fmt: skip
    charge["amount_refunded"] -= made["amount"]
    charge["refunded"] = False
    world.say("refund.failed", made)
    return made


def dispute(world: World, charge: Shape, params: dict[str, Any]) -> Shape:
    """Let the giver's bank take a charge back, for the time being."""
    left = charge["amount"] - charge["amount_refunded"]
    amount = whole(params, "amount", left)
    if charge["disputed"] or not 0 < amount <= left:
        raise invalid("This charge cannot be disputed for that amount.")
    made = world.make(
        "dispute", "du", charge["id"], charge["payment_intent"] or "", amount=amount, charge=charge["id"],
        currency=charge["currency"], payment_intent=charge["payment_intent"], reason="fraudulent",
        status="needs_response", is_charge_refundable=False, evidence={}, balance_transactions=[],
        evidence_details={"due_by": world.now() + 7 * 86400, "has_evidence": False, "past_due": False, "submission_count": 0},
        enhanced_eligibility_types=[],
        payment_method_details={"type": "card", "card": {"brand": "visa", "case_type": "chargeback", "network_reason_code": "10.4"}},
    )  # fmt: skip
    charge["disputed"] = True
    world.say("charge.dispute.created", made)
    entry = enter(
        world, "adjustment", made, -amount, charge["currency"], fee=DISPUTE_FEE, category="dispute"
    )
    made["balance_transactions"].append(dict(entry))
    world.say("charge.dispute.funds_withdrawn", made)
    return made


def close_dispute(world: World, made: Shape, *, returned: int) -> Shape:
    """End a dispute: all of it comes back (won), some, or nothing (lost)."""
    if made["status"] not in OPEN:
        raise invalid("This dispute is already closed.")
    made["status"] = "won" if returned else "lost"
    if returned:
        entry = enter(
            world, "adjustment", made, returned, made["currency"], category="dispute_reversal"
        )
        made["balance_transactions"].append(dict(entry))
        world.say("charge.dispute.funds_reinstated", made)
    world.say("charge.dispute.closed", made)
    return made


def warn(world: World, charge: Shape) -> Shape:
    """Pass on a bank's early warning of fraud."""
    made = world.make(
        "radar.early_fraud_warning", "issfr", charge["id"], charge["payment_intent"] or "",
        actionable=True, charge=charge["id"], payment_intent=charge["payment_intent"],
        fraud_type="made_with_stolen_card",
    )  # fmt: skip
    world.say("radar.early_fraud_warning.created", made)
    return made


def _charge_named(world: World, params: dict[str, Any]) -> Shape:
    if params.get("charge"):
        return world.get(params["charge"], "charge")
    intent = world.get(text(params, "payment_intent"), "payment_intent")
    if intent["status"] != "succeeded":
        raise invalid("This PaymentIntent does not have a successful charge to refund.")
    return world.get(intent["latest_charge"])
