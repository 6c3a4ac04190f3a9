"""Setting the house up, once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import translation
from wagtail.models import Page, Site

from standfirst.accounts.models import User
from standfirst.accounts.roles import EDITOR, OPERATOR, install_roles
from standfirst.lib.errors import Refused
from standfirst.publishing.models import (
    AuthorIndexPage,
    NewsroomSettings,
    PlainPage,
    SectionPage,
    TopicIndexPage,
)

from .code import forget_welcome_code, welcome_code
from .door import door
from .policies import POLICIES

__all__ = ["AlreadySetUp", "FirstEditor", "Paper", "set_up", "welcome_code"]


class AlreadySetUp(Refused):
    """Somebody can sign in already."""

    code = "already_set_up"


@dataclass(frozen=True, slots=True)
class Paper:
    """What the newsroom is called and how it reads; `language` and `time_zone` as in NewsroomSettings."""

    name: str
    language: str
    time_zone: str
    accent_on_light: str = ""
    accent_on_dark: str = ""


@dataclass(frozen=True, slots=True)
class FirstEditor:
    """The person who runs the house from now on."""

    first_name: str
    last_name: str
    email: str
    password: str


def set_up(
    *, paper: Paper, editor: FirstEditor, sections: Sequence[str], at: datetime
) -> tuple[User, SectionPage]:
    """Name the paper, make its first editor and the pages to begin with; all of it or nothing.

    Args:
        paper: as checked by the form.
        editor: becomes operator and editor.
        sections: titles, at least one, none twice.
        at: when the sections count as published.

    Returns:
        The editor and the first section.

    Raises:
        AlreadySetUp: somebody was quicker.
    """
    with transaction.atomic():
        site = Site.objects.select_for_update().get(is_default_site=True)
        if User.objects.exists():
            raise AlreadySetUp("This paper is set up already; sign in.")
        newsroom = _name_the_paper(site, paper)
        user = _make_first_editor(editor)
        home = site.root_page
        with translation.override(paper.language):
            section_pages = [
                home.add_child(instance=SectionPage(title=title, first_published_at=at))
                for title in sections
            ]
            _add_lists(home, at)
            _draft_policies(home, newsroom, user)
    forget_welcome_code()
    door.waits_for_somebody()
    return user, section_pages[0]


def _name_the_paper(site: Site, paper: Paper) -> NewsroomSettings:
    newsroom: NewsroomSettings = NewsroomSettings.for_site(site)
    newsroom.name = paper.name
    newsroom.language = paper.language
    newsroom.time_zone = paper.time_zone
    newsroom.accent_on_light = paper.accent_on_light
    newsroom.accent_on_dark = paper.accent_on_dark
    newsroom.save()
    site.site_name = paper.name
    site.save()
    home = site.root_page
    home.title = home.draft_title = paper.name
    home.save()
    return newsroom


def _make_first_editor(editor: FirstEditor) -> User:
    install_roles()
    user = User.objects.create_superuser(
        editor.email, editor.password, first_name=editor.first_name, last_name=editor.last_name
    )
    user.groups.set(Group.objects.filter(name__in=(OPERATOR, EDITOR)))
    return user


def _add_lists(home: Page, at: datetime) -> None:
    for kind, title, slug in (
        (AuthorIndexPage, translation.gettext("Authors"), "authors"),
        (TopicIndexPage, translation.gettext("Topics"), "topics"),
    ):
        if not kind.objects.exists():
            home.add_child(instance=kind(title=title, slug=slug, first_published_at=at))


def _draft_policies(home: Page, newsroom: NewsroomSettings, user: User) -> None:
    """Drafts, named in the settings: each shows at the foot of the pages once it is published."""
    taken = set(home.get_children().values_list("slug", flat=True))
    for policy in POLICIES:
        if policy.slug in taken:
            continue
        body = [{"type": "text", "value": f"<p><i>{policy.sentence}</i></p>"}]
        page: PlainPage = home.add_child(
            instance=PlainPage(
                title=str(policy.title), slug=policy.slug, live=False, owner=user, body=body
            )
        )
        page.save_revision(user=user)
        setattr(newsroom, policy.field, page)
    newsroom.save()
