"""All that the provider knows: objects by name, a clock, and events as they happen."""

import copy
import secrets
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from .forms import invalid
from .keys import KEYS

Shape = dict[str, Any]
API_VERSION = "2026-10-28.endive"
EVENTS_KEPT = 30 * 86400
_NAMES = {kind: tuple(text.split()) for kind, text in KEYS.items()}


class World:
    """The provider's state. Whoever touches it holds `lock`."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.listeners: list[Callable[[Shape], None]] = []
        self._numbers = 0
        self.forget()

    def forget(self) -> None:
        """Begin anew; names go on, so that none is given twice."""
        self.ahead = 0
        self.objects: dict[str, Shape] = {}
        self.by_kind: dict[str, list[Shape]] = defaultdict(list)
        # Objects of a kind by what they belong to: ("refund", "pi_x").
        self.by_owner: dict[tuple[str, str], list[Shape]] = defaultdict(list)
        self.events: list[Shape] = []
        # What is only known here: which card a customer has, what a page is about to do.
        self.notes: dict[str, Any] = {}
        self.request: Shape = {"id": None, "idempotency_key": None}
        # What was answered under an idempotency key: how it was asked, status, body.
        self.answered: dict[str, tuple[str, int, bytes]] = {}

    def now(self) -> int:
        return int(time.time()) + self.ahead

    def name(self, prefix: str) -> str:
        """Return a new name; names made later sort later."""
        self._numbers += 1
        return f"{prefix}_{self._numbers:08d}{secrets.token_hex(4)}"

    def make(self, kind: str, prefix: str, *owners: str, **given: Any) -> Shape:
        """Make an object with every key of its kind, and remember it under its owners."""
        made: Shape = dict.fromkeys(_NAMES[kind])
        made |= {"id": self.name(prefix), "object": kind, "livemode": False, "metadata": {}}
        made["created"] = self.now()
        made |= given
        for key in [key for key in made if key not in _NAMES[kind]]:
            if key in {"livemode", "metadata", "created"}:
                del made[key]
        self.objects[made["id"]] = made
        self.by_kind[kind].append(made)
        for owner in filter(None, owners):
            self.by_owner[kind, owner].append(made)
        return made

    def get(self, name: Any, kind: str = "") -> Shape:
        found = self.objects.get(name) if isinstance(name, str) else None
        if found is None or (kind and found["object"] != kind):
            what = (kind or "object").replace("_", " ")
            raise invalid(
                f"No such {what}: '{name}'", code="resource_missing", param="id", status=404
            )
        return found

    def of(self, kind: str, owner: str) -> list[Shape]:
        """Return what belongs to `owner`, newest first."""
        return self.by_owner[kind, owner][::-1]

    def say(self, kind: str, thing: Shape) -> Shape:
        """Note that something happened, as things stand now, and tell whoever listens."""
        event = {
            "id": self.name("evt"),
            "object": "event",
            "api_version": API_VERSION,
            "created": self.now(),
            "data": {"object": copy.deepcopy(thing)},
            "livemode": False,
            "pending_webhooks": 1 if self.listeners else 0,
            "request": dict(self.request),
            "type": kind,
        }
        self.events.append(event)
        for listener in self.listeners:
            listener(event)
        return event


def expand(world: World, answer: Any, paths: list[str]) -> Any:
    """Return `answer` with the objects at `paths` in place of their names."""
    if not paths:
        return answer
    answer = copy.deepcopy(answer)
    for path in paths:
        if path.count(".") > 3:
            raise invalid("You cannot expand more than 4 levels of a property.", param="expand")
        _expand(world, answer, path.split("."))
    return answer


def _expand(world: World, node: Any, path: list[str]) -> None:
    if isinstance(node, list):
        for each in node:
            _expand(world, each, path)
        return
    if not isinstance(node, dict) or not path:
        return
    key = path[0]
    if key not in node:
        node[key] = _only_expanded(world, node, key)
    elif isinstance(node[key], str) and node[key] in world.objects:
        node[key] = copy.deepcopy(world.objects[node[key]])
    _expand(world, node[key], path[1:])


def _only_expanded(world: World, node: Shape, key: str) -> Shape:
    kinds = {
        ("charge", "refunds"): "refund",
        ("invoice", "payments"): "invoice_payment",
    }
    kind = kinds.get((node.get("object", ""), key))
    if kind is None:
        raise invalid(f"This property cannot be expanded ({key}).", param="expand")
    rows = copy.deepcopy(world.of(kind, node["id"]))
    return {"object": "list", "has_more": len(rows) > 10, "url": "", "data": rows[:10]}
