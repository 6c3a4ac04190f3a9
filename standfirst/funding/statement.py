"""What came and went, line by line, as it is printed: the lines add up to what is left."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from standfirst.lib.money import Money

from .queries.accounts import Flow


@dataclass(frozen=True, slots=True)
class Line:
    """An amount with its sign, what it is, and what that means where it is no common word."""

    label: str
    amount: Money
    note: str = ""


def lines(flow: Flow) -> Iterator[Line]:
    """Yield the lines of a statement; those that only some newsrooms need, where there is something."""
    yield Line(_("Given by readers"), flow.came)
    yield Line(
        _("Refunded to givers"),
        -flow.went_back,
        _("refunds, and what banks took back in disputes"),
    )
    if flow.cover.minor:
        yield Line(_("Added by readers to cover fees"), flow.cover, _("not on any meter"))
    yield Line(_("Fees of the payment provider"), -flow.fees)
    yield Line(_("Spent on reporting"), -flow.spent)
    if flow.exchanged.minor:
        yield Line(_("Changed from or into other currencies"), flow.exchanged)
    if flow.unexplained.minor:
        yield Line(
            _("Not explained yet"),
            flow.unexplained,
            _("money that belongs to no gift we know; a person is looking into it"),
        )
