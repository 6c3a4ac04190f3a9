"""How a letter of the paper is set: its text and its HTML part, in the newsroom's language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import formataddr, parseaddr
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from .models import NewsroomSettings

# Blocks of a template that stayed empty leave more of them than a letter wants.
_MORE_THAN_ONE_LINE = re.compile(r"\n{3,}")


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
    return _MORE_THAN_ONE_LINE.sub("\n\n", text).strip() + "\n", html


def sender(newsroom: NewsroomSettings) -> str:
    """Return who writes: the paper by its name, at the address of the settings, unless that has a name itself."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((name or newsroom.name, address))
