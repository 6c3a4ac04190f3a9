"""Moments as addresses carry them."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def microseconds(moment: datetime | None) -> int:
    """Return `moment` as whole microseconds since 1970; 0 for none."""
    return (moment - _EPOCH) // timedelta(microseconds=1) if moment else 0
