"""Moments as addresses carry them, and as people read them."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def microseconds(moment: datetime | None) -> int:
    """Return `moment` as whole microseconds since 1970; 0 for none."""
    return (moment - _EPOCH) // timedelta(microseconds=1) if moment else 0


def utc_in_words(moment: datetime | str) -> str:
    """Return "28 November 2026, 20:46 UTC"; of text that is no ISO 8601, that text."""
    try:
        at = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    except ValueError:
        return str(moment)
    at = at.astimezone(UTC) if at.tzinfo else at
    return f"{at.day} {at:%B %Y, %H:%M} UTC"
