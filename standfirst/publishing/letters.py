"""How a letter of the paper is set: its text and its HTML part, in the newsroom's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string


@dataclass(frozen=True, slots=True)
class Button:
    """The one thing that a letter asks its reader to do."""

    words: str
    # Whole, with scheme and host.
    address: str


def set_letter(template: str, context: Mapping[str, Any]) -> tuple[str, str]:
    """Return text and HTML of a letter, from `mail/<template>.txt` and `.html`.

    Both extend `mail/letter`, which wants `subject`, `reason` (why it came, in a sentence) and may
    have a `button`.
    """
    values = dict(context)
    text = render_to_string(f"mail/{template}.txt", values)
    html = render_to_string(f"mail/{template}.html", values)
    return text.strip() + "\n", html
