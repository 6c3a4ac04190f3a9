"""Where an embedded film, sound or map comes from, and the address that shows it in place."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Door:
    """What a reader sees before an embed is loaded; `frame` is "" where a link must do."""

    host: str
    frame: str = ""


# The address as an editor copies it, and the frame with the fewest followers that its host offers.
_FRAMES = (
    (
        r"https://(?:www\.|m\.)?youtube\.com/watch\?(?:.*&)?v=([\w-]{6,20})(?:&.*)?&t=(\d{1,6})s?(?:&|\Z)",
        "https://www.youtube-nocookie.com/embed/{}?autoplay=1&start={}",
    ),
    (
        r"https://(?:www\.|m\.)?youtube\.com/(?:watch\?(?:.*&)?v=|shorts/|live/|embed/)([\w-]{6,20})",
        "https://www.youtube-nocookie.com/embed/{}?autoplay=1",
    ),
    (
        r"https://(?:www\.)?youtube-nocookie\.com/embed/([\w-]{6,20})",
        "https://www.youtube-nocookie.com/embed/{}?autoplay=1",
    ),
    (r"https://youtu\.be/([\w-]{6,20})", "https://www.youtube-nocookie.com/embed/{}?autoplay=1"),
    # One that is not listed is shown only with its second key.
    (
        r"https://(?:www\.)?vimeo\.com/(\d{5,12})/([0-9a-f]{6,20})\b",
        "https://player.vimeo.com/video/{}?h={}&dnt=1&autoplay=1",
    ),
    (
        r"https://(?:www\.|player\.)?vimeo\.com/(?:video/)?(\d{5,12})",
        "https://player.vimeo.com/video/{}?dnt=1&autoplay=1",
    ),
    (r"https://(?:www\.)?dailymotion\.com/video/(\w{5,12})", "https://geo.dailymotion.com/player.html?video={}"),
    (r"https://archive\.org/(?:details|embed)/([\w.-]{1,100})", "https://archive.org/embed/{}"),
    (
        r"https://open\.spotify\.com/((?:episode|show|track|album|playlist)/\w{10,30})",
        "https://open.spotify.com/embed/{}",
    ),
    (r"https://(?:www\.)?openstreetmap\.org/(export/embed\.html\?[^\s\"<>]{1,300})", "https://www.openstreetmap.org/{}"),
)  # fmt: skip


def door_to(url: str) -> Door:
    """Return the host's name of `url`, and its frame if the host is known."""
    host = _host(url).removeprefix("www.")
    for pattern, frame in _FRAMES:
        found = re.match(pattern, url)
        if found:
            return Door(host, frame.format(*found.groups()))
    return Door(host)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or url
    except ValueError:
        return url
