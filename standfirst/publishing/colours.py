"""Whether a colour can be read; the papers and inks are those of the stylesheet's tokens."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LEAST_CONTRAST = 4.5  # WCAG 2.2, 1.4.3, for text of any size
LIGHT_PAPER, ON_ACCENT_LIGHT = "#fcfcfa", "#ffffff"
DARK_PAPER, ON_ACCENT_DARK = "#111618", "#0d1518"


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours like "#0b5360", from 1 to 21 (WCAG 2.2)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def refuse_unreadable(accent: str, *, on_dark: bool) -> None:
    """Let `accent` pass, like "#0b5360", if it stands out from its paper and from the words upon it.

    Raises:
        ValidationError: it does not; the text says which way to go.
    """
    paper, words = (DARK_PAPER, ON_ACCENT_DARK) if on_dark else (LIGHT_PAPER, ON_ACCENT_LIGHT)
    found = min(contrast(accent, paper), contrast(accent, words))
    if found >= LEAST_CONTRAST:
        return
    message = (
        _("Too dark to read on dark paper: its contrast is %(found).1f, and %(least).1f "
          "is needed. Choose a lighter one.")
        if on_dark
        else _("Too light to read on light paper: its contrast is %(found).1f, and "
               "%(least).1f is needed. Choose a darker one.")
    )  # fmt: skip
    # Cut off, not rounded: 4.49 must not read as 4.5.
    shown = int(found * 10) / 10
    raise ValidationError(
        message, code="unreadable", params={"found": shown, "least": LEAST_CONTRAST}
    )


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
