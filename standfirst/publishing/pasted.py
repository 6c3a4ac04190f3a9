"""Links as other programs copy them, led to where they are meant to lead.

Google Docs, Gmail and Outlook put a redirect of their own before each link: it counts who follows it, and it dies one day.
"""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from wagtail.admin.rich_text.converters.contentstate import link_entity
from wagtail.rich_text.feature_registry import FeatureRegistry

_GOOGLE = re.compile(r"(www\.)?google(\.[a-z]{2,3}){1,2}")
_OUTLOOK = ".safelinks.protection.outlook.com"


def led_on(address: str) -> str:
    """Return where a redirect of another program leads; any other address as it is."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return address
    asked = parse_qs(parts.query)
    targets: list[str] = []
    if _GOOGLE.fullmatch(host) and parts.path == "/url":
        targets = asked.get("q", []) or asked.get("url", [])
    elif host.endswith(_OUTLOOK):
        targets = asked.get("url", [])
    return targets[0] if targets and targets[0].startswith(("http://", "https://")) else address


def lead_links_on(features: FeatureRegistry) -> None:
    """Have every text of the editor do so when it is saved."""
    rule = features.converter_rules_by_converter["contentstate"]["link"]
    rule["to_database_format"]["entity_decorators"]["LINK"] = _link


def _link(props: dict[str, Any]) -> Any:  # noqa: ANN401 - an element of draftjs_exporter
    url = props.get("url")
    return link_entity({**props, "url": led_on(url)} if url else props)
