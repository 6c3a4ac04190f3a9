"""What only a group of the staff may read opens to them as the editor does: after the second step."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents.models import Document
from wagtail.models import (
    BaseViewRestriction,
    Collection,
    CollectionViewRestriction,
    PageViewRestriction,
)

from standfirst.accounts.models import User
from standfirst.accounts.roles import MODERATOR
from standfirst.accounts.testing import make_user
from standfirst.discussion.testing import make_comment, make_thread
from standfirst.publishing.models import ArticlePage
from standfirst.publishing.testing import make_article, make_section

pytestmark = pytest.mark.django_db
STEP = "/account/second-step/"
Make = Callable[..., ArticlePage | Document]


@pytest.fixture(autouse=True)
def _second_step_taken() -> None:
    """Here nobody has taken it."""


@pytest.fixture
def max_(client: Client) -> User:
    max_ = make_user("max", MODERATOR)
    client.force_login(max_)
    return max_


def close(article: ArticlePage, kind: str = BaseViewRestriction.GROUPS) -> ArticlePage:
    made = PageViewRestriction.objects.create(page=article, restriction_type=kind)
    made.groups.set(Group.objects.filter(name=MODERATOR))
    return article


def closed_page(kind: str = BaseViewRestriction.GROUPS) -> ArticlePage:
    return close(make_article("The mayor resigns"), kind)


def closed_document(kind: str = BaseViewRestriction.GROUPS) -> Document:
    shelf = Collection.get_first_root_node().add_child(name="Embargo")
    made = CollectionViewRestriction.objects.create(collection=shelf, restriction_type=kind)
    made.groups.set(Group.objects.filter(name=MODERATOR))
    file = ContentFile(b"a,b", "minutes.csv")
    return Document.objects.create(title="Minutes", collection=shelf, file=file)


def take_second_step(client: Client, user: User) -> None:
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": 1}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


def opened(client: Client, address: str) -> bool:
    answer = client.get(address)
    answer.getvalue()  # to its end, so that a document's file is closed
    return answer.status_code == 200


@pytest.mark.parametrize("make", [closed_page, closed_document])
def test_leads_its_group_to_the_second_step_first(client: Client, max_: User, make: Make):
    address = make().url
    answer = client.get(address)
    assert answer.headers["Location"].startswith(STEP)
    assert "no-store" in answer.headers["Cache-Control"]
    take_second_step(client, max_)
    assert opened(client, address)


@pytest.mark.parametrize("make", [closed_page, closed_document])
def test_leads_an_operator_there_too(client: Client, make: Make):
    client.force_login(User.objects.create_superuser("op@ledger.example", first_name="Op"))
    assert client.get(make().url).headers["Location"].startswith(STEP)


def test_its_discussion_is_not_there_before(client: Client, max_: User):
    thread = make_thread(closed_page())
    comment = make_comment(thread, words="Who told you?")
    for address in (
        f"/discussion/{thread.key}/",
        f"/discussion/{thread.key}/feed.atom",
        f"/discussion/comments/{comment.pk}/",
        f"/live/{thread.key}/",
    ):
        assert client.get(address).status_code == 404, address


def test_the_discussion_of_an_alias_opens_with_it(client: Client, max_: User):
    article = make_article()
    alias = article.create_alias(parent=make_section("Fishing"), update_slug="alias")
    close(article)
    address = f"/discussion/article-{alias.pk}/"
    assert client.get(address).status_code == 404
    take_second_step(client, max_)
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("make", [closed_page, closed_document])
def test_asks_no_reader_for_what_opens_nothing_to_them(client: Client, make: Make):
    client.force_login(make_user("alice"))
    assert client.get(make().url).headers["Location"].startswith("/account/sign-in/")


@pytest.mark.parametrize("make", [closed_page, closed_document])
def test_whoever_is_signed_in_reads_what_is_for_them(client: Client, max_: User, make: Make):
    assert opened(client, make(BaseViewRestriction.LOGIN).url)
