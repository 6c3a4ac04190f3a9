"""What a role opens outside the editor asks for the second step as the editor does."""

import pytest
from django.test import Client
from wagtail.models import Site

from standfirst.accounts.models import AccountSettings, User
from standfirst.accounts.roles import MODERATOR, TREASURER
from standfirst.accounts.testing import make_user
from standfirst.discussion.models import Comment
from standfirst.discussion.testing import make_comment, make_thread
from standfirst.funding.testing import make_campaign
from standfirst.publishing.testing import make_article

pytestmark = pytest.mark.django_db
OWN = {"HTTP_SEC_FETCH_SITE": "same-origin"}


@pytest.fixture(autouse=True)
def _second_step_taken() -> None:
    """Here nobody has taken it."""


@pytest.fixture
def held() -> Comment:
    return make_comment(
        make_thread(make_article()), "The wall leaks", state="held", held_for="links"
    )


@pytest.fixture
def max_(client: Client) -> User:
    max_ = make_user("max", MODERATOR)
    client.force_login(max_)
    return max_


def approve(client: Client, comment: Comment):
    return client.post(f"/discussion/comments/{comment.pk}/moderate/", {"act": "approve"}, **OWN)


def test_nobody_moderates_on_the_page_without_it(client: Client, max_: User, held: Comment):
    assert approve(client, held).headers["Location"].startswith("/account/second-step/")
    held.refresh_from_db()
    assert held.state == "held"


def test_nobody_reads_what_is_held_without_it(client: Client, max_: User, held: Comment):
    assert client.get(f"/discussion/comments/{held.pk}/").status_code == 404
    assert b"The wall leaks" not in client.get(held.thread.article.url).content


def test_where_it_is_not_required_moderators_go_on(client: Client, max_: User, held: Comment):
    site = Site.objects.get(is_default_site=True)
    AccountSettings.objects.create(site=site, staff_need_second_step=False)
    assert b"The wall leaks" in client.get(held.thread.article.url).content
    assert approve(client, held).status_code == 303


def test_a_draft_of_a_campaign_is_shown_to_nobody_without_it(client: Client):
    campaign = make_campaign(state="draft")
    client.force_login(make_user("bob", TREASURER))
    assert client.get(f"/support/{campaign.slug}/").status_code == 404
