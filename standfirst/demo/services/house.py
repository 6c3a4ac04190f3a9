"""What the newsroom says of itself."""

from typing import Any

from wagtail.models import Site

from standfirst.accounts.models import AccountSettings
from standfirst.discussion.models import DiscussionSettings
from standfirst.publishing.models import NewsroomSettings, PlainPage, SocialLink


def lay_out_settings(newsroom: dict[str, Any], *, policies: dict[str, PlainPage]) -> None:
    """Fill in name, language, owners, policies and the invitation to comment."""
    site = Site.objects.get(is_default_site=True)
    Site.objects.filter(pk=site.pk).update(site_name=newsroom["name"])
    house = NewsroomSettings.for_site(site)
    names = ("name", "tagline", "language", "time_zone", "about_the_house", "copyright_line")
    for name in names:
        setattr(house, name, newsroom[name])
    for name, page in policies.items():
        setattr(house, name, page)
    house.social_links = [SocialLink(**row) for row in newsroom["social_links"]]
    house.save()
    # Its people are invented, and it is laid out on this machine's own address only.
    AccountSettings.objects.update_or_create(site=site, defaults={"staff_need_second_step": False})
    discussion = DiscussionSettings.for_site(site)
    for name, words in newsroom["discussion"].items():
        setattr(discussion, name, words)
    discussion.save()
