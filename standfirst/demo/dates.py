"""Days in the paper's texts, counted from the day it is laid out, so that it is never old."""

import calendar
import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

# {{-22}} is "28 December", {{-672:month}} "March 2024", {{-80:name}} "October", {{5:weekday}} "Tuesday".
_DAY = re.compile(r"\{\{([+-]?\d+)(?::(month|name|weekday))?\}\}")


def fill_in_days(text: str, *, at: datetime) -> str:
    """Return `text` with each mark replaced by the day it stands for, in English words."""

    def words(match: re.Match[str]) -> str:
        day = (at + timedelta(days=int(match[1]))).date()
        month = calendar.month_name[day.month]
        forms = {
            "month": f"{month} {day.year}",
            "name": month,
            "weekday": calendar.day_name[day.weekday()],
        }
        return forms.get(match[2] or "", f"{day.day} {month}")

    return _DAY.sub(words, text)


def last_time_it_was(clock: str, *, at: datetime, zone: str, ago: timedelta) -> datetime:
    """Return the last moment before `at`, at least `ago` earlier, when clocks in `zone` showed "04.52"."""
    hour, minute = (int(part) for part in clock.split("."))
    latest = (at - ago).astimezone(ZoneInfo(zone))
    shown = latest.replace(hour=hour, minute=minute, second=0, microsecond=0)
    return shown if shown <= latest else shown - timedelta(days=1)
