"""Where a comment came from: how it is kept, and for how long."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client, override_settings

from standfirst.accounts.testing import make_user
from standfirst.discussion.models import Comment, CommentAddress, RecentAct, Vote, VoteAddress
from standfirst.discussion.services import forget_what_is_old
from standfirst.discussion.services.addresses import address_key_of_month
from standfirst.discussion.testing import make_comment, make_thread
from standfirst.publishing.testing import make_article

NOON = datetime(2026, 1, 20, 12, 0, tzinfo=UTC)


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["guest", "reader"])
def test_keeps_a_hash_with_each_post_and_never_the_address(client: Client, who: str):
    article = make_article()
    words = {"words": "Who signed it?"}
    if who == "reader":
        client.force_login(alice := make_user("alice"))
        words["writer"] = str(alice.pk)
    address = f"/discussion/article-{article.pk}/comments/"
    headers = {"HTTP_SEC_FETCH_SITE": "same-origin", "REMOTE_ADDR": "203.0.113.9"}
    client.post(address, words, **headers)
    kept = CommentAddress.objects.get()
    assert kept.comment == Comment.objects.get()
    assert kept.address_key == address_key_of_month("203.0.113.9", at=kept.at)
    assert "203.0.113" not in kept.address_key


def test_gives_one_address_another_hash_each_month():
    keys = {address_key_of_month("203.0.113.9", at=NOON + timedelta(days=n)) for n in range(11)}
    assert len(keys) == 1
    assert address_key_of_month("203.0.113.9", at=NOON + timedelta(days=12)) not in keys
    assert address_key_of_month("203.0.113.9", at=NOON.replace(year=2027)) not in keys


def test_hashes_with_the_secret_key():
    key = address_key_of_month("203.0.113.9", at=NOON)
    with override_settings(SECRET_KEY="another secret of forty characters and more"):
        assert address_key_of_month("203.0.113.9", at=NOON) != key


def test_takes_a_whole_ipv6_network_as_one():
    keys = {
        address_key_of_month(address, at=NOON)
        for address in ("2001:db8:0:1::7", "2001:db8:0:1:ffff::1", "2001:db8:0:2::7")
    }
    assert len(keys) == 2


@pytest.mark.django_db
def test_forgets_after_thirty_days(django_assert_max_num_queries: object):
    thread = make_thread(make_article())
    for days in (0, 29, 30, 31):
        comment = make_comment(thread)
        CommentAddress.objects.create(
            comment=comment, address_key="a", at=NOON - timedelta(days=days)
        )
    for hours in (23, 24):
        vote = Vote.objects.create(comment=comment, guest_key=f"guest-{hours}", is_up=True, at=NOON)
        VoteAddress.objects.create(vote=vote, address_key="a", at=NOON - timedelta(hours=hours))
    for minutes in (0, 59, 60, 600):
        RecentAct.objects.create(sender="x", at=NOON - timedelta(minutes=minutes))
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        assert forget_what_is_old(at=NOON) == 5
    assert VoteAddress.objects.get().vote.guest_key == "guest-23"
    assert (CommentAddress.objects.count(), RecentAct.objects.count()) == (2, 2)
    assert Comment.objects.count() == 4
    assert forget_what_is_old(at=NOON) == 0
