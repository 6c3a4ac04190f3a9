"""The paper itself: who publishes, and by which policies."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.templatetags.static import static

from standfirst.delivery.addresses import absolute
from standfirst.delivery.pictures import SharedPicture
from standfirst.publishing.models import NewsroomSettings

from . import Node, node
from .pictures import image

# The newsroom's setting, and how schema.org calls the policy.
POLICIES = {
    "ethics": "ethicsPolicy",
    "corrections": "correctionsPolicy",
    "ownership": "ownershipFundingInfo",
    "unnamed_sources": "unnamedSourcesPolicy",
    "verification": "verificationFactCheckingPolicy",
    "feedback": "actionableFeedbackPolicy",
}
_ICON_PIXELS = 512


@dataclass(frozen=True, slots=True)
class House:
    """The newsroom with what stands in other tables: its policies' addresses, logo, other homes."""

    newsroom: NewsroomSettings
    policies: Mapping[str, str]
    logo: SharedPicture | None
    elsewhere: tuple[str, ...]
    masthead: str

    @property
    def address(self) -> str:
        """The front page's address."""
        return absolute("/")

    @property
    def number(self) -> str:
        """What other things call the paper."""
        return absolute("/#newsroom")


def organisation(house: House) -> Node:
    """Return the paper with every policy it has published."""
    policies = {term: house.policies.get(name) for name, term in POLICIES.items()}
    about = house.policies.get("kinds_of_work") or house.policies.get("ethics")
    return node(
        "NewsMediaOrganization",
        {
            "@id": house.number,
            "name": house.newsroom.name,
            "url": house.address,
            "slogan": house.newsroom.tagline,
            "description": house.newsroom.about_the_house,
            "logo": image(house.logo) or _icon(),
            "sameAs": list(house.elsewhere),
            "masthead": house.masthead,
            "publishingPrinciples": about,
            **policies,
        },
    )


def website(house: House) -> Node:
    """Return the site, which can be searched."""
    search = node(
        "SearchAction",
        {
            "target": node(
                "EntryPoint", {"urlTemplate": absolute("/search/") + "?q={search_term_string}"}
            ),
            "query-input": "required name=search_term_string",
        },
    )
    return node(
        "WebSite",
        {
            "@id": absolute("/#website"),
            "name": house.newsroom.name,
            "url": house.address,
            "inLanguage": house.newsroom.language,
            "publisher": {"@id": house.number},
            "potentialAction": search,
        },
    )


def _icon() -> Node:
    icon = absolute(static("standfirst/img/icon-512.png"))
    return node("ImageObject", {"url": icon, "width": _ICON_PIXELS, "height": _ICON_PIXELS})
