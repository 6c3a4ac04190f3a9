"""A cheap brake for what costs little but should not be asked for without end."""

from django.core.cache import cache


def is_too_often(act: str, sender: str, *, most: int, seconds: int = 60) -> bool:
    """Count one `act` of `sender` and tell whether there were more than `most` since the first of `seconds`.

    All processes of this machine count together, and a restart forgets nothing. Where the shared
    cache cannot be used, nothing is too often.
    """
    key = f"pace:{act}:{sender}"
    cache.add(key, 0, seconds)
    try:
        return int(cache.incr(key)) > most
    except ValueError:  # forgotten between the two
        return False
