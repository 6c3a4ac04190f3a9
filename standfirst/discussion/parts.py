"""Which part of a thread a reader asks for, and the address of each part."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from .models import Comment, DiscussionSettings, Thread
from .orders import DEFAULT, Cursor, Order

INLINE = "inline-feedback"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which part of a thread a reader asked for."""

    order: Order = DEFAULT
    after: Cursor | None = None
    inline_only: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to see a thread."""

    label: str
    address: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Parts:
    """Addresses of the parts of one thread; each says only what differs from the usual order."""

    thread: Thread
    usual: Order

    @property
    def start(self) -> str:
        """Where the whole thread is."""
        return reverse("discussion:thread", args=[self.thread.key])

    def address(self, asked: Asked, *, start: str = "", place: str = "discussion") -> str:
        """Return where the part that was `asked` for is, at `place` of the page."""
        said = {
            "order": "" if asked.order == self.usual else asked.order.value,
            "show": INLINE if asked.inline_only else "",
            "after": str(asked.after or ""),
        }
        query = urlencode({name: value for name, value in said.items() if value}, safe=":~")
        return f"{start or self.start}{'?' * bool(query)}{query}#{place}"

    def choices(self, asked: Asked, *, start: str = "") -> list[Choice]:
        """Return the orders in which the same part can be had."""
        return [
            Choice(
                str(order.label),
                self.address(Asked(order, None, asked.inline_only), start=start),
                order == asked.order,
            )
            for order in Order
        ]

    def beginning_with(self, root: Comment, *, order: Order) -> str:
        """Return where `root` stands in the thread, with what follows it: at any size, without counting."""
        after = None if root.is_pinned else order.cursor_before(root)
        return self.address(Asked(order, after), place=f"comment-{root.pk}")

    def branch(self, number: int, *, order: Order, after: Cursor) -> str:
        """Return where a branch goes on after a comment, at the first reply that is new there."""
        said = {"after": str(after.number)}
        if order != self.usual:
            said["order"] = order.value
        branch = reverse("discussion:branch", args=[number])
        return f"{branch}?{urlencode(said)}#from-{number}"


def rules_of(request: HttpRequest | None) -> DiscussionSettings:
    """Return how the newsroom runs its discussions; asked for once in each request."""
    return DiscussionSettings.for_request(request) if request else DiscussionSettings()


def order_of(request: HttpRequest | None) -> Order:
    """Return the order that an address asks for; one that is not known is the usual one."""
    asked = request.GET.get("order", "") if request else ""
    return Order(asked) if asked in Order.values else rules_of(request).usual_order
