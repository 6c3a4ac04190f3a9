"""Reading requests as Stripe does: forms with brackets in, pages of lists and expanded objects out."""

from typing import Any
from urllib.parse import parse_qsl


class Refusal(Exception):  # noqa: N818 - an answer, not a failure
    """What Stripe answers instead of doing it."""

    def __init__(
        self, status: int, kind: str, message: str, *, code: str = "", param: str = "", **more: Any
    ) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"error": {"type": kind, "message": message, **more}}
        if code:
            self.body["error"]["code"] = code
        if param:
            self.body["error"]["param"] = param


def invalid(message: str, *, param: str = "", code: str = "", status: int = 400) -> Refusal:
    return Refusal(status, "invalid_request_error", message, code=code, param=param)


def decode(text: str) -> dict[str, Any]:
    """Return "a[b][0]=c" as {"a": {"b": ["c"]}}."""
    tree: dict[str, Any] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        path = name.replace("]", "").split("[")
        node = tree
        for key in path[:-1]:
            node = node.setdefault(key, {})
        if path[-1]:
            node[path[-1]] = value
        else:  # "types[]=…"
            node[str(len(node))] = value
    return {name: _lists(value) for name, value in tree.items()}


def _lists(node: Any) -> Any:
    if not isinstance(node, dict):
        return node
    inner = {name: _lists(value) for name, value in node.items()}
    if inner and all(name.isdigit() for name in inner):
        return [inner[name] for name in sorted(inner, key=int)]
    return inner


def whole(params: dict[str, Any], name: str, default: int | None = None) -> int:
    """Return a whole number among `params`."""
    value = params.get(name, default)
    if value is None:
        raise invalid(f"Missing required param: {name}.", param=name, code="parameter_missing")
    try:
        return int(value)
    except (TypeError, ValueError):
        raise invalid(
            f"Invalid integer: {value}", param=name, code="parameter_invalid_integer"
        ) from None


def text(params: dict[str, Any], name: str) -> str:
    value = params.get(name)
    if not value or not isinstance(value, str):
        raise invalid(f"Missing required param: {name}.", param=name, code="parameter_missing")
    return value


def page(rows: list[dict[str, Any]], params: dict[str, Any], url: str) -> dict[str, Any]:
    """Return a page of `rows`, which are newest first, as Stripe pages."""
    limit = whole(params, "limit", 10)
    if not 1 <= limit <= 100:
        raise invalid("This value must be between 1 and 100.", param="limit")
    names = (
        [row["id"] for row in rows] if params.keys() & {"starting_after", "ending_before"} else []
    )
    if after := params.get("starting_after"):
        start = _place(names, after, "starting_after") + 1
        part, more = rows[start : start + limit], len(rows) > start + limit
    elif before := params.get("ending_before"):
        end = _place(names, before, "ending_before")
        part, more = rows[max(0, end - limit) : end], end - limit > 0
    else:
        part, more = rows[:limit], len(rows) > limit
    return {"object": "list", "url": url, "has_more": more, "data": part}


def _place(names: list[str], name: str, param: str) -> int:
    try:
        return names.index(name)
    except ValueError:
        raise invalid(f"No such object: '{name}'", param=param, code="resource_missing") from None
