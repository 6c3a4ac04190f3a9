"""Knows the hosts whose addresses WordPress turns into embeds, and the names readers know them by."""

import re
from urllib.parse import parse_qs, urlsplit

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


def provider_of(address: str) -> str:
    """Return the name of the provider, or nothing."""
    host = (urlsplit(address).hostname or "").lower()
    labels = host.split(".")
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
    parts = urlsplit(address)
    host = (parts.hostname or "").removeprefix("www.")
    if host in {"youtube.com", "youtube-nocookie.com"} and (
        # With /v/ came settings behind a bare ampersand.
        found := re.fullmatch(r"/(?:embed|v)/([\w-]{6,20})(?:&.*)?", parts.path)
    ):
        return f"https://www.youtube.com/watch?v={found[1]}"
    if host == "player.vimeo.com" and (found := re.fullmatch(r"/video/(\d+)", parts.path)):
        return f"https://vimeo.com/{found[1]}"
    if host == "facebook.com" and parts.path.startswith("/plugins/"):
        return parse_qs(parts.query).get("href", [address])[0]
    return address
