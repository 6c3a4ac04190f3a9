"""The meter on other sites: the lines that put it there."""

from django.conf import settings
from django.urls import reverse
from django.utils.html import escape

from .models import Campaign

# In pixels; what the words and the drawing need at the narrowest, 320 wide.
_HEIGHT = 300


def frame_for(campaign: Campaign) -> str:
    """Return the HTML that shows the meter of `campaign` in a frame, to be pasted into any page."""
    address = settings.SITE_URL + reverse("funding:embed", args=[campaign.slug])
    return (
        f'<iframe src="{escape(address)}" title="{escape(campaign.title)}" width="100%" height="{_HEIGHT}" '
        'loading="lazy" style="border: 0"></iframe>'
    )
