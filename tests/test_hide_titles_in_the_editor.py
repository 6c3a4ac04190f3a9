"""Who has no business with pages, pictures or documents sees none of their titles anywhere in the editor."""

import re
from collections.abc import Iterator

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents.models import Document
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Workflow
from wagtail.search import index

from standfirst.accounts.models import User
from standfirst.accounts.roles import EDITOR, MODERATOR, REPORTER, TREASURER
from standfirst.accounts.testing import make_user
from standfirst.publishing.models import ArticlePage, Picture
from standfirst.publishing.testing import make_article

from .test_addresses import LISTED

pytestmark = pytest.mark.django_db
TITLE, WORD = "Quokka under the pier", "Quokka"
SECRET = b"under the pier"
OF_PAGES = {
    "app_label": "publishing", "app_name": "publishing", "content_type_app_name": "publishing",
    "model_name": "articlepage", "content_type_model_name": "articlepage",
}  # fmt: skip


@pytest.fixture
def draft() -> ArticlePage:
    """A draft with a revision, a lock and a workflow, so that every list of such things could hold it."""
    vera = make_user("vera", EDITOR)
    draft = make_article(title=TITLE)
    draft.unpublish(user=vera)
    draft.locked, draft.locked_by = True, vera
    draft.save()
    draft.save_revision(user=vera, log_action=True)
    index.insert_or_update_object(draft)
    Workflow.objects.get().start(draft, vera)
    return draft


@pytest.fixture(params=[MODERATOR, TREASURER])
def colleague(request: pytest.FixtureRequest, client: Client) -> User:
    """Somebody who may enter the editor, and whose role names no page."""
    user = make_user("max", request.param)
    client.force_login(user)
    return user


def addresses(number: int, revision: int = 0) -> Iterator[str]:
    """Every address of the editor, asked for what has that number."""
    for line in LISTED:
        # One of them fails, to try the page for failures.
        if line.step == "second" and re.match("admin/(?!failwhale)", line.pattern):
            path = line.pattern.replace("<int:revision_id>", str(revision or number))
            path = path.replace("<str:pk>", str(number)).replace("<str:object_id>", str(number))
            for name, value in OF_PAGES.items():
                path = path.replace(f"<slug:{name}>", value).replace(f"<str:{name}>", value)
            yield type(line)("", "", "", path).example.replace("/11/", f"/{number}/")


def leaks(client: Client, numbers: Iterator[str], number: int) -> list[str]:
    asked = {"q": WORD, "id": number, "multiple": 1, "for_explorer": 1, "fields": "*"}
    found = []
    for address in numbers:
        query = {} if "/api/" in address else asked
        if SECRET in client.get(address, query).getvalue():
            found.append(address)
    return found


def test_no_title_of_a_draft(client: Client, colleague: User, draft: ArticlePage):
    numbers = addresses(draft.pk, draft.latest_revision_id)
    assert leaks(client, numbers, draft.pk) == []


def test_no_title_by_the_editors_api(client: Client, colleague: User, draft: ArticlePage):
    queries = [
        "",
        "fields=*",
        "for_explorer=1&fields=*",
        "search=Quokka",
        f"child_of={draft.get_parent().pk}",
    ]
    paths = [*(f"?{query}" for query in queries), f"{draft.pk}/", f"find/?id={draft.pk}"]
    for path in paths:
        assert SECRET not in client.get(f"/admin/api/main/pages/{path}").content, path


def test_no_title_of_a_picture_or_document(client: Client, colleague: User):
    picture = Picture.objects.create(title=TITLE, file=get_test_image_file())
    document = Document.objects.create(title=TITLE, file=ContentFile(b"x", "quokka.txt"))
    for made, word in ((picture, "images"), (document, "documents")):
        index.insert_or_update_object(made)
        found = [address for address in addresses(made.pk) if word in address]
        assert leaks(client, iter(found), made.pk) == []


def test_what_is_published_can_be_chosen(client: Client, colleague: User):
    article = make_article(title=TITLE)
    index.insert_or_update_object(article)
    parent = article.get_parent()
    assert SECRET in client.get(f"/admin/choose-page/{parent.pk}/").content
    assert SECRET in client.get("/admin/choose-page/search/", {"q": WORD}).content
    assert SECRET in client.get("/admin/choose-page/chosen-multiple/", {"id": article.pk}).content


def test_who_writes_sees_drafts(client: Client, draft: ArticlePage):
    client.force_login(make_user("alice", REPORTER))
    assert SECRET in client.get(f"/admin/choose-page/{draft.get_parent().pk}/").content
