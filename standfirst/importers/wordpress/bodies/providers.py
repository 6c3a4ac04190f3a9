"""Knows the hosts whose addresses WordPress turns into embeds, and the names readers know them by."""

import re
from urllib.parse import SplitResult, parse_qs, urlsplit

PROVIDERS = {
    "youtube.com": "YouTube", "youtu.be": "YouTube", "youtube-nocookie.com": "YouTube", "vimeo.com": "Vimeo", "dailymotion.com": "Dailymotion",
    "twitter.com": "X", "x.com": "X", "facebook.com": "Facebook", "instagram.com": "Instagram", "tiktok.com": "TikTok",
    "soundcloud.com": "SoundCloud", "spotify.com": "Spotify", "mixcloud.com": "Mixcloud", "flickr.com": "Flickr", "flic.kr": "Flickr",
    "ted.com": "TED", "reddit.com": "Reddit", "tumblr.com": "Tumblr", "slideshare.net": "SlideShare", "scribd.com": "Scribd",
    "issuu.com": "Issuu", "imgur.com": "Imgur", "kickstarter.com": "Kickstarter", "bsky.app": "Bluesky", "wordpress.tv": "WordPress.tv",
    "speakerdeck.com": "Speaker Deck", "pinterest.com": "Pinterest", "crowdsignal.com": "Crowdsignal", "datawrapper.de": "Datawrapper",
    "datawrapper.dwcdn.net": "Datawrapper", "flourish.studio": "Flourish", "documentcloud.org": "DocumentCloud", "archive.org": "Internet Archive",
    "openstreetmap.org": "OpenStreetMap", "infogram.com": "Infogram", "gist.github.com": "GitHub Gist", "public.tableau.com": "Tableau", "google.com": "Google", "podcasts.apple.com": "Apple Podcasts",
}  # fmt: skip
NAME = re.compile(r"[\w-]{1,100}", re.ASCII)


def provider_of(address: str) -> str:
    """Return the name of the provider, or nothing."""
    parts = _parts(address)
    labels = ((parts.hostname if parts else "") or "").lower().split(".")
    return next(
        (
            PROVIDERS[name]
            for start in range(len(labels))
            if (name := ".".join(labels[start:])) in PROVIDERS
        ),
        "",
    )


def page_of_player(address: str) -> str:
    """Return the page that a person would open, where `address` is only the player that a page puts in a frame."""
    parts = _parts(address)
    host = ((parts.hostname if parts else "") or "").removeprefix("www.")
    if parts is None:
        return address
    if host in {"youtube.com", "youtube-nocookie.com"}:
        return _page_of_youtube(parts) or address
    if host == "player.vimeo.com":
        return _page_of_vimeo(parts) or address
    if host == "facebook.com" and parts.path.startswith("/plugins/"):
        return parse_qs(parts.query).get("href", [address])[0]
    return address


def _page_of_youtube(parts: SplitResult) -> str:
    """A video, from where it is to begin; or the list or the channel that a player of no single video shows."""
    # With /v/ came settings behind a bare ampersand.
    found = re.fullmatch(r"/(?:embed|v)(?:/([\w-]{6,20}))?/?(?:&(.*))?", parts.path)
    if found is None:
        return ""
    query = parse_qs(f"{parts.query}&{found[2] or ''}")
    given = {name: value[0] for name, value in query.items() if NAME.fullmatch(value[0])}
    videos = given.get("list", "") if given.get("listType", "playlist") == "playlist" else ""
    if found[1] == "live_stream":
        channel = given.get("channel")
        return f"https://www.youtube.com/channel/{channel}/live" if channel else ""
    if found[1] in {None, "videoseries"}:
        return f"https://www.youtube.com/playlist?list={videos}" if videos else ""
    start = given.get("start", "0")
    return (
        f"https://www.youtube.com/watch?v={found[1]}"
        + (f"&list={videos}" if videos else "")
        + (f"&t={start}s" if start.isdecimal() and int(start[:9]) else "")
    )


def _page_of_vimeo(parts: SplitResult) -> str:
    """A video that is not listed is shown only to those who have its second key."""
    found = re.fullmatch(r"/video/(\d+)/?", parts.path)
    if found is None:
        return ""
    key = parse_qs(parts.query).get("h", [""])[0]
    return (
        f"https://vimeo.com/{found[1]}"
        + (f"/{key}" if NAME.fullmatch(key) else "")
        + (f"#{parts.fragment}" if re.fullmatch(r"t=[\dhms]+", parts.fragment) else "")
    )


def _parts(address: str) -> SplitResult | None:
    try:
        return urlsplit(address)
    except ValueError:
        return None
