"""What each role may do; the names promise it, this table keeps it."""

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from django.db.models import Q
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page, Site

REPORTER, EDITOR, MODERATOR, TREASURER, OPERATOR = (
    "Reporter",
    "Editor",
    "Moderator",
    "Treasurer",
    "Operator",
)
ROLES = (REPORTER, EDITOR, MODERATOR, TREASURER, OPERATOR)

_INTO_THE_EDITOR = ("wagtailadmin.access_admin",)
_MODERATE = (
    "discussion.view_comment",
    "discussion.change_comment",
    "discussion.moderate_comment",
    "discussion.view_thread",
    "discussion.change_thread",
)
_KEEP_THE_BOOKS = (
    *(
        f"funding.{verb}_{model}"
        for model in ("campaign", "milestone", "match")
        for verb in ("view", "add", "change", "delete")
    ),
    # What is in the books is neither changed nor deleted.
    "funding.view_gift",
    "funding.add_gift",
    "funding.refund_gift",
    "funding.view_regulargift",
    # Stopped for who cannot do it themselves.
    "funding.change_regulargift",
    "funding.view_supporter",
    "funding.change_supporter",
    "funding.view_case",
    "funding.change_case",
    "funding.view_movement",
    "funding.add_movement",
    "funding.change_fundingsettings",
)
_RUN_THE_PAPER = ("publishing.change_newsroomsettings", "discussion.change_discussionsettings")
_KNOW_THE_READERS = ("accounts.change_standing",)

# Rights on tables. The operator has every one there is.
RIGHTS: dict[str, tuple[str, ...]] = {
    REPORTER: _INTO_THE_EDITOR,
    EDITOR: (*_INTO_THE_EDITOR, *_MODERATE, *_RUN_THE_PAPER, *_KNOW_THE_READERS),
    MODERATOR: (*_INTO_THE_EDITOR, *_MODERATE, *_KNOW_THE_READERS),
    TREASURER: (*_INTO_THE_EDITOR, *_KEEP_THE_BOOKS),
}
# Rights on the front page of each site and on what stands below it. Who may add a page may edit
# their own; only `bulk_delete_page` takes away a section with all its articles.
_EDIT_AND_PUBLISH = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")
PAGE_RIGHTS: dict[str, tuple[str, ...]] = {
    REPORTER: ("add_page",),
    EDITOR: _EDIT_AND_PUBLISH,
    OPERATOR: (*_EDIT_AND_PUBLISH, "bulk_delete_page"),
}
# Rights on the shelves of pictures and documents.
_TEND_THE_SHELVES = (
    "add_image", "change_image", "delete_image", "choose_image",
    "add_document", "change_document", "delete_document", "choose_document",
)  # fmt: skip
SHELF_RIGHTS: dict[str, tuple[str, ...]] = {
    REPORTER: ("add_image", "choose_image", "add_document", "choose_document"),
    EDITOR: _TEND_THE_SHELVES,
    OPERATOR: _TEND_THE_SHELVES,
}


def install_roles() -> None:
    """Make the five groups, or put them right again; a repeated call changes nothing.

    What was added to one of them by hand goes: other rights belong to a group of another name.
    """
    site_pages = list(Page.objects.filter(pk__in=Site.objects.values("root_page")))
    shelves = list(Collection.objects.filter(depth=1))
    for role in ROLES:
        group, _ = Group.objects.get_or_create(name=role)
        every = role == OPERATOR
        group.permissions.set(Permission.objects.all() if every else _permissions(RIGHTS[role]))
        pages = Page.objects.filter(depth=1) if every else site_pages
        _set_page_rights(group, pages, PAGE_RIGHTS.get(role, ()))
        _set_shelf_rights(group, shelves, SHELF_RIGHTS.get(role, ()))


def _permissions(names: Iterable[str]) -> list[Permission]:
    wanted = Q(pk__in=[])
    for name in names:
        app, codename = name.split(".")
        wanted |= Q(content_type__app_label=app, codename=codename)
    return list(Permission.objects.filter(wanted))


def _set_page_rights(group: Group, pages: Iterable[Page], codenames: tuple[str, ...]) -> None:
    rights = Permission.objects.filter(
        content_type__app_label="wagtailcore", codename__in=codenames
    )
    kept = [
        GroupPagePermission.objects.get_or_create(group=group, page=page, permission=right)[0].pk
        for page in pages
        for right in rights
    ]
    GroupPagePermission.objects.filter(group=group).exclude(pk__in=kept).delete()


def _set_shelf_rights(
    group: Group, shelves: Iterable[Collection], codenames: tuple[str, ...]
) -> None:
    rights = Permission.objects.filter(
        content_type__app_label__in=("wagtaildocs", "wagtailimages"), codename__in=codenames
    )
    kept = [
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=shelf, permission=right
        )[0].pk
        for shelf in shelves
        for right in rights
    ]
    GroupCollectionPermission.objects.filter(group=group).exclude(pk__in=kept).delete()
