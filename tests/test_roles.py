"""What each role finds in the editor, asked of the editor itself."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupApprovalTask, GroupPagePermission, Page, Workflow

from standfirst.accounts.roles import (
    EDITOR,
    MODERATOR,
    OPERATOR,
    REPORTER,
    RIGHTS,
    ROLES,
    TREASURER,
    install_roles,
)
from standfirst.accounts.testing import make_user
from standfirst.publishing.testing import make_article, make_section

pytestmark = pytest.mark.django_db

PLACES = {
    "the start": "wagtailadmin_home",
    "pages": "wagtailadmin_explore_root",
    "pictures": "wagtailimages:index",
    "documents": "wagtaildocs:index",
    "comments": "discussion_comments",
    "readers": "accounts_readers",
    "campaigns": "campaign:index",
    "gifts": "gift:index",
    "people": "wagtailusers_users:index",
    "groups": "wagtailusers_groups:index",
    "sites": "wagtailsites:index",
    "redirects": "wagtailredirects:index",
    "workflows": "wagtailadmin_workflows:index",
}
ENTERS = {
    REPORTER: {"the start", "pages", "pictures", "documents"},
    EDITOR: {"the start", "pages", "pictures", "documents", "comments", "readers"},
    MODERATOR: {"the start", "comments", "readers"},
    TREASURER: {"the start", "campaigns", "gifts"},
    OPERATOR: set(PLACES),
}


def enters(client: Client, name: str, *args: object):
    """Whether the editor shows a page, rather than sending the person away."""
    asked = reverse(name, args=args)
    answer = client.get(asked, follow=True)
    found = answer.request["PATH_INFO"]
    return answer.status_code == 200 and found.startswith(asked) and "login" not in found


@pytest.mark.parametrize("role", ROLES)
def test_enter_what_their_name_promises_and_nothing_else(client: Client, role: str):
    client.force_login(make_user("charlie", role))
    assert {place for place, name in PLACES.items() if enters(client, name)} == ENTERS[role]


def test_charlie_without_a_role_stays_outside(client: Client):
    client.force_login(make_user("charlie"))
    assert not enters(client, "wagtailadmin_home")


@pytest.mark.parametrize("role", ROLES)
def test_settings_of_the_newsroom_are_the_editors_and_the_operators(client: Client, role: str):
    client.force_login(make_user("charlie", role))
    page = client.get(
        reverse("wagtailsettings:edit", args=["publishing", "newsroomsettings"]), follow=True
    )
    assert (b'name="accent_on_light"' in page.content) == (role in {EDITOR, OPERATOR})


def article_form(**changes: object):
    empty = {
        f"{formset}-{field}": value
        for formset in ("bylines", "related_articles", "comments")
        for field, value in (
            ("TOTAL_FORMS", 0), ("INITIAL_FORMS", 0), ("MIN_NUM_FORMS", 0), ("MAX_NUM_FORMS", 1000)
        )
    }  # fmt: skip
    return {
        **empty,
        "title": "Wall",
        "slug": "wall",
        "kind": "report",
        "body-count": "0",
        "sources-count": "0",
    } | changes


def add_article(client: Client, **changes: object):
    section = make_section()
    address = reverse("wagtailadmin_pages:add", args=["publishing", "articlepage", section.pk])
    return client.post(address, article_form(**changes))


def test_reporter_writes_and_edits_a_draft_of_their_own(client: Client):
    client.force_login(make_user("alice", REPORTER))
    add_article(client)
    page = Page.objects.get(slug="wall")
    assert not page.live
    client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), article_form(title="The wall"))
    page.refresh_from_db()
    assert page.get_latest_revision().content["title"] == "The wall"


def test_reporter_cannot_publish(client: Client):
    client.force_login(make_user("alice", REPORTER))
    add_article(client, **{"action-publish": "1"})
    assert not Page.objects.filter(slug="wall", live=True).exists()


def test_reporter_does_not_touch_the_work_of_others(client: Client):
    article = make_article()
    client.force_login(make_user("alice", REPORTER))
    assert not enters(client, "wagtailadmin_pages:edit", article.pk)
    assert not enters(client, "wagtailadmin_pages:delete", article.pk)


def test_reporter_submits_and_an_editor_publishes(client: Client):
    client.force_login(make_user("alice", REPORTER))
    add_article(client, **{"action-submit": "1"})
    page = Page.objects.get(slug="wall")
    assert page.current_workflow_task.name == "Approval by an editor"
    client.force_login(make_user("vera", EDITOR))
    state = page.current_workflow_task_state
    client.post(
        reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk]),
        {"comment": ""},
    )
    page.refresh_from_db()
    assert page.live


@pytest.mark.parametrize("role", [MODERATOR, TREASURER])
def test_who_does_not_write_adds_no_page(client: Client, role: str):
    client.force_login(make_user("max", role))
    add_article(client)
    assert not Page.objects.filter(slug="wall").exists()


def test_editor_publishes_in_every_section(client: Client):
    client.force_login(make_user("vera", EDITOR))
    add_article(client, **{"action-publish": "1"})
    assert Page.objects.get(slug="wall").live


def test_editor_cannot_take_a_whole_section_away(client: Client):
    article = make_article()
    client.force_login(make_user("vera", EDITOR))
    client.post(reverse("wagtailadmin_pages:delete", args=[article.get_parent().pk]))
    assert Page.objects.filter(pk=article.pk).exists()


def test_editor_may_not_make_a_second_front_page(client: Client):
    client.force_login(make_user("vera", EDITOR))
    root = Page.get_first_root_node()
    assert not enters(client, "wagtailadmin_pages:add", "publishing", "homepage", root.pk)


def test_wagtails_own_groups_are_gone():
    assert set(Group.objects.values_list("name", flat=True)) == set(ROLES)
    assert [task.name for task in GroupApprovalTask.objects.all()] == ["Approval by an editor"]
    assert Workflow.objects.get().name == "Approval by an editor"


def test_installing_again_changes_nothing_and_mends_what_was_bent():
    before = list(GroupPagePermission.objects.order_by("pk").values_list())
    Group.objects.get(name=MODERATOR).permissions.clear()
    extra = GroupPagePermission.objects.first()
    extra.pk, extra.group = None, Group.objects.get(name=TREASURER)
    extra.save()
    install_roles()
    assert Group.objects.get(name=MODERATOR).permissions.filter(codename="access_admin").exists()
    assert list(GroupPagePermission.objects.order_by("pk").values_list()) == before


def test_every_right_of_the_table_exists():
    for role, names in RIGHTS.items():
        held = Group.objects.get(name=role).permissions
        assert {
            f"{app}.{code}" for app, code in held.values_list("content_type__app_label", "codename")
        } == set(names)


def test_the_command_for_checks_finds_no_fault():
    call_command("check")
