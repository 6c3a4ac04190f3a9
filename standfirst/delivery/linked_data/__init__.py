"""What a page says of itself in schema.org's words, one file per kind of thing."""

from collections.abc import Mapping
from typing import Any

Node = dict[str, Any]


def node(kind: str | list[str], properties: Mapping[str, Any]) -> Node:
    """Return a thing of `kind` with those of `properties` that say something."""
    said = {name: value for name, value in properties.items() if value not in (None, "", [], ())}
    return {"@type": kind, **said}
