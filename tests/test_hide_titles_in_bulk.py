"""What is done to many at once names nothing that who asks may not see."""

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents.models import Document
from wagtail.images.tests.utils import get_test_image_file

from standfirst.accounts.roles import EDITOR, MODERATOR, TREASURER
from standfirst.accounts.testing import make_user
from standfirst.publishing.models import ArticlePage, Picture
from standfirst.publishing.testing import make_article

pytestmark = pytest.mark.django_db
TITLE, SECRET = "Quokka under the pier", b"under the pier"
OF_PAGES = ("delete", "publish", "unpublish", "move")


def act(client: Client, kind: str, action: str, query: str):
    return client.get(f"/admin/bulk/{kind}/{action}/?{query}")


@pytest.fixture
def draft() -> ArticlePage:
    return make_article(title=TITLE, live=False)


@pytest.fixture(params=[MODERATOR, TREASURER])
def _colleague(request: pytest.FixtureRequest, client: Client) -> None:
    """Somebody who may enter the editor, and whose role names no page."""
    client.force_login(make_user("max", request.param))


@pytest.mark.usefixtures("_colleague")
@pytest.mark.parametrize("action", OF_PAGES)
def test_no_title_of_a_draft(client: Client, draft: ArticlePage, action: str):
    live = make_article("Fish auction moves")
    for query in (f"id={draft.pk}", f"id={live.pk}&id={draft.pk}"):
        assert act(client, "wagtailcore/page", action, query).status_code == 404


@pytest.mark.usefixtures("_colleague")
def test_all_are_those_that_are_seen(client: Client, draft: ArticlePage):
    for query in ("id=all", f"id=all&childOf={draft.get_parent().pk}"):
        assert SECRET not in act(client, "wagtailcore/page", "delete", query).content


@pytest.mark.usefixtures("_colleague")
def test_no_title_of_a_place_to_move_to(client: Client, draft: ArticlePage):
    address = f"/admin/bulk/wagtailcore/page/move/?id={make_article().pk}"
    assert client.post(address, {"chooser": draft.pk}).status_code == 404


@pytest.mark.usefixtures("_colleague")
def test_no_title_of_a_picture_or_document(client: Client):
    document = Document.objects.create(title=TITLE, file=ContentFile(b"x", "quokka.txt"))
    picture = Picture.objects.create(title=TITLE, file=get_test_image_file())
    for kind, made in (("wagtaildocs/document", document), ("publishing/picture", picture)):
        for action in ("delete", "add_to_collection", "add_tags"):
            assert act(client, kind, action, f"id={made.pk}").status_code == 404


def test_editors_go_on(client: Client, draft: ArticlePage):
    client.force_login(make_user("vera", EDITOR))
    for query in (f"id={draft.pk}", f"id=all&childOf={draft.get_parent().pk}"):
        for action in ("delete", "publish", "move"):
            assert SECRET in act(client, "wagtailcore/page", action, query).content
    client.post(f"/admin/bulk/wagtailcore/page/delete/?id={draft.pk}")
    assert not ArticlePage.objects.filter(pk=draft.pk).exists()


def test_what_does_not_exist_is_not_found(client: Client):
    client.force_login(make_user("vera", EDITOR))
    for kind, action in (
        ("wagtailcore/page", "paint"),
        ("no/such", "delete"),
    ):
        assert act(client, kind, action, "id=1").status_code == 404
