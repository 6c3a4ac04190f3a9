"""What the operator asks of an import beside the file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wishes:
    """What only a newsroom knows of its old site.

    `sections` are the names (slugs) of the categories that are to be sections, in the menu's order; by default those with the
    most articles. `kinds` says which categories are of which kind of work, each like `opinion=commentary,letters`, and
    `types` what their other post types become, each like `event=article`.
    """

    sections: Sequence[str] = ()
    kinds: Iterable[str] = ()
    types: Iterable[str] = ()
