"""What happened to money, in words: the names of facts in the books are for programs."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Ends of names, as gateways and services give them; what else there is follows in some.
_WORDS: dict[str, Promise] = {
    "received": _("received"),
    "captured": _("received"),
    "refunded": _("refunded"),
    "failed": _("refund failed"),
    "withdrawn": _("taken back by the giver’s bank"),
    "returned": _("returned by the giver’s bank"),
    "payment-failed": _("the payment failed"),
    "fee": _("payment fee"),
    "exchange": _("changed into another currency"),
}

# Of entries in a provider's own books, those whose name alone does not make the words.
_ENTRIES: dict[str, Promise] = {
    "topup": _("Top-up"),
    "topup_reversal": _("Top-up taken back"),
    "adjustment": _("Adjustment"),
    "transfer": _("Transfer"),
}


def what_happened(fact: str) -> str:
    """Return what a movement of a gift was; "" where its name tells nothing to a person."""
    for part in fact.split(":")[1:]:
        if words := _WORDS.get(part.partition("/")[0]):
            return str(words)
    return ""


def entry_kind(kind: str) -> str:
    """Return what an entry in the provider's books is, of what the provider calls its kind."""
    words = _ENTRIES.get(kind)
    return str(words) if words else kind.replace("_", " ").capitalize()
