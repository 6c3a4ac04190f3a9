"""The plain pages that a newsroom should have, each with a sentence on what belongs there."""

from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Policy(NamedTuple):
    """A page to begin with; `field` is its place in NewsroomSettings."""

    field: str
    slug: str
    title: "StrPromise"
    sentence: "StrPromise"


POLICIES = (
    Policy(
        "about",
        "about",
        _("About us"),
        _("Say who makes this paper, where, since when and for whom, and how to reach you."),
    ),
    Policy(
        "ethics",
        "ethics",
        _("Ethics"),
        _("Say what you hold yourselves to: independence, gifts and conflicts of interest, fairness, privacy."),
    ),
    Policy(
        "corrections",
        "corrections-policy",
        _("Corrections"),
        _("Say how readers report an error, how soon you answer, and how a correction is marked."),
    ),
    Policy(
        "ownership",
        "ownership-and-funding",
        _("Ownership and funding"),
        _("Say who owns the paper, who pays for it, in what shares, and what they get no say in."),
    ),
    Policy(
        "unnamed_sources",
        "unnamed-sources",
        _("Unnamed sources"),
        _("Say when somebody may speak without a name, who in the newsroom knows it, and how you check what they say."),
    ),
    Policy(
        "verification",
        "verification",
        _("Verification"),
        _("Say how you check facts before publication, and what you do when you cannot."),
    ),
    Policy(
        "feedback",
        "feedback",
        _("Write to us"),
        _("Say where readers send questions and complaints, who reads them, and what happens then."),
    ),
    Policy(
        "kinds_of_work",
        "kinds-of-work",
        _("How we label our work"),
        _("Say what you mean by report, analysis, opinion, investigation, explainer and live."),
    ),
    Policy(
        "rules",
        "rules-of-discussion",
        _("Rules of discussion"),
        _("Say what is welcome below an article, what is taken down, and how to object."),
    ),
    Policy(
        "privacy",
        "privacy",
        _("Privacy"),
        _("Say what you keep about readers, why, how long, and how they have it shown or erased."),
    ),
)  # fmt: skip
