"""What each role may do; the names promise it, this table keeps it."""

from django.contrib.auth.models import Group, Permission
from django.db.models import Q
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

REPORTER, EDITOR, MODERATOR, TREASURER, OPERATOR = (
    "Reporter",
    "Editor",
    "Moderator",
    "Treasurer",
    "Operator",
)

_INTO_THE_EDITOR = ("wagtailadmin.access_admin",)
_READ_THE_PAPERS = ("publishing.choose_image", "wagtaildocs.choose_document")
_MODERATE = (
    "discussion.view_comment",
    "discussion.change_comment",
    "discussion.moderate_comment",
    "discussion.view_thread",
    "discussion.change_thread",
)
_KEEP_THE_BOOKS = tuple(
    f"funding.{verb}_{model}"
    for model in ("campaign", "milestone", "gift")
    for verb in ("view", "add", "change", "delete")
)
_RUN_THE_PAPER = ("publishing.change_newsroomsettings", "discussion.change_discussionsettings")

# Rights on tables, on the page tree below the front page, and on the shelves of pictures and documents.
RIGHTS: dict[str, tuple[str, ...]] = {
    REPORTER: _INTO_THE_EDITOR,
    EDITOR: (*_INTO_THE_EDITOR, *_MODERATE, *_RUN_THE_PAPER),
    MODERATOR: (*_INTO_THE_EDITOR, *_MODERATE),
    TREASURER: (*_INTO_THE_EDITOR, *_KEEP_THE_BOOKS),
}
PAGE_RIGHTS = {
    REPORTER: ("add_page",),
    EDITOR: (
        "add_page",
        "change_page",
        "publish_page",
        "lock_page",
        "unlock_page",
        "bulk_delete_page",
    ),
}
SHELF_RIGHTS = {
    REPORTER: ("add_image", "choose_image", "add_document", "choose_document"),
    EDITOR: (
        "add_image", "change_image", "delete_image", "choose_image",
        "add_document", "change_document", "delete_document", "choose_document",
    ),
}  # fmt: skip


def _permissions(names: tuple[str, ...]) -> list[Permission]:
    wanted = Q(pk__in=[])
    for name in names:
        app, codename = name.split(".")
        wanted |= Q(content_type__app_label=app, codename=codename)
    return list(Permission.objects.filter(wanted))


def install_roles() -> None:
    """Make the five groups, or put them right again; a repeated call changes nothing."""
    for role, names in RIGHTS.items():
        group, _ = Group.objects.get_or_create(name=role)
        group.permissions.set(_permissions(names))
    operator, _ = Group.objects.get_or_create(name=OPERATOR)
    operator.permissions.set(Permission.objects.all())
    root, shelf = Page.objects.get(depth=1), Collection.objects.get(depth=1)
    for role, codenames in (*PAGE_RIGHTS.items(), (OPERATOR, PAGE_RIGHTS[EDITOR])):
        for permission in Permission.objects.filter(
            content_type__app_label="wagtailcore", codename__in=codenames
        ):
            GroupPagePermission.objects.get_or_create(
                group=Group.objects.get(name=role), page=root, permission=permission
            )
    for role, codenames in (*SHELF_RIGHTS.items(), (OPERATOR, SHELF_RIGHTS[EDITOR])):
        shelves = Permission.objects.filter(
            content_type__app_label__in=("publishing", "wagtaildocs", "wagtailimages"),
            codename__in=codenames,
        )
        for permission in shelves:
            GroupCollectionPermission.objects.get_or_create(
                group=Group.objects.get(name=role), collection=shelf, permission=permission
            )
