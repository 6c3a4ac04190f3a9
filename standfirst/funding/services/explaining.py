"""What the provider has in its books apart from payments, entered by a person who knows what it is."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from standfirst.accounts.models import User
from standfirst.funding.gateways.contract import Entry, Gateway
from standfirst.funding.models import Account, Case, Movement, Reconciliation
from standfirst.lib.errors import Refused, Unavailable

from .reconciling import Outcome, last_reconciliations, reconcile

# Where money that the provider has more came from, or what it has less went to.
EXPLANATIONS = (Account.BANK, Account.FEES, Account.EXCHANGE, Account.UNEXPLAINED)
_LONGEST_AGO = timedelta(days=90)


class ExplainedBefore(Refused):
    """Somebody entered it first."""

    code = "explained-before"


def entries_to_explain(*, gateway: Gateway, at: datetime) -> list[Entry]:
    """Return what may make the differences of the last comparison, newest first; empty where all agree.

    Each is looked for from a day before our books and the provider agreed last. `Unavailable`
    rises where the provider does not answer.
    """
    found: list[Entry] = []
    for row in last_reconciliations(provider=gateway.name):
        if row.difference:
            since = _agreed_at(gateway, row.currency, at)
            found += gateway.entries(currency=row.currency, since=since)
    facts = Movement.objects.filter(fact__in=[_fact(entry) for entry in found])
    known = set(facts.values_list("fact", flat=True))
    return [entry for entry in found if _fact(entry) not in known]


def explain_entry(*, entry: Entry, account: Account, why: str, by: User, at: datetime) -> Movement:
    """Book `entry` against `account`, one of EXPLANATIONS, and note who said why as a settled case.

    Raises:
        ExplainedBefore: it is booked already.
    """
    debit, credit = (
        (Account.PROVIDER, account) if entry.amount.minor > 0 else (account, Account.PROVIDER)
    )
    with transaction.atomic():
        movement, is_new = Movement.objects.get_or_create(
            fact=_fact(entry),
            defaults={
                "debit": debit,
                "credit": credit,
                "currency": entry.amount.currency,
                "minor": abs(entry.amount.minor),
                "note": why,
                "occurred_at": entry.at,
                "posted_at": at,
            },
        )
        if not is_new:
            raise ExplainedBefore(_("This entry has already been explained."))
        words = _("%(amount)s at the provider (%(entry)s): entered as “%(account)s”.")
        facts = {"amount": entry.amount, "entry": entry.about}
        Case.objects.create(
            kind=Case.Kind.ENTRY,
            about=entry.name,
            words=words % {**facts, "account": account.label},
            opened_at=at,
            settled_at=at,
            settled_by=by,
            settled_how=why,
        )
    return movement


def compare_again(*, gateway: Gateway, at: datetime) -> Outcome | None:
    """Compare at once, so that every page and the case say the same; None where the provider does not answer."""
    try:
        return reconcile(gateway=gateway, at=at)
    except Unavailable:
        return None


def _fact(entry: Entry) -> str:
    return f"{entry.name}:explained"


def _agreed_at(gateway: Gateway, currency: str, at: datetime) -> datetime:
    rows = Reconciliation.objects.filter(provider=gateway.name, currency=currency)
    agreed = (row.at for row in rows.order_by("-pk").iterator(100) if not row.difference)
    return max(next(agreed, at - _LONGEST_AGO), at - _LONGEST_AGO) - timedelta(days=1)
