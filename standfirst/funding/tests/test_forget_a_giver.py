"""The treasurer forgets a giver whom neither an account nor an address leads to."""

import pytest
from django.test import Client
from django.urls import reverse

from standfirst.accounts.roles import EDITOR, MODERATOR, REPORTER, TREASURER
from standfirst.accounts.testing import make_user, prove
from standfirst.funding.models import Campaign, Gift, Movement, Supporter
from standfirst.funding.queries import meter
from standfirst.funding.services.marking import mark_reader
from standfirst.funding.services.supporters import NobodyKnown, forget_giver
from standfirst.funding.testing import NOW, TODAY, make_gift

pytestmark = pytest.mark.django_db
SURE = {"sure": "on"}


@pytest.fixture
def gift(campaign: Campaign):
    """Alice brought cash, and words with it."""
    gift = make_gift(campaign, 5000, "Alice", note="From Alice", way=Gift.Way.CASH)
    gift.shown_as, gift.show_name, gift.in_honour_of = "Alice A.", True, "Old Alice"
    gift.save()
    return gift


@pytest.fixture
def treasurer(client: Client):
    client.force_login(make_user("bob", TREASURER))
    return client


def page_of(gift: Gift):
    return reverse("funding_gift", args=[gift.reference])


def forgetting(gift: Gift):
    return reverse("funding_forget", args=[gift.reference])


def people():
    """Everything that is kept of givers, and beside their gifts."""
    return repr([*Supporter.objects.values_list(), *Gift.objects.values_list()])


def unpaid(campaign: Campaign, supporter: Supporter | None = None):
    return Gift.objects.create(
        campaign=campaign, supporter=supporter, way="stripe", amount=1, currency="USD", begun_at=NOW
    )


def test_the_desk_forgets_who_gave_and_keeps_the_books(treasurer: Client, gift: Gift):
    movements = list(Movement.objects.values_list())
    answer = treasurer.post(forgetting(gift), SURE, follow=True)
    assert answer.redirect_chain == [(page_of(gift), 302)]
    assert "erased at their request" in answer.content.decode()
    assert "Alice" not in people()
    assert list(Movement.objects.values_list()) == movements
    counted = meter(gift.campaign, on=TODAY)
    assert (counted.raised.minor, counted.supporters) == (5000, 1)


def test_nobody_is_forgotten_unless_the_box_is_set(treasurer: Client, gift: Gift):
    answer = treasurer.post(forgetting(gift))
    assert answer.status_code == 422
    assert "Tick the box" in answer.content.decode()
    assert Gift.objects.get().supporter.name == "Alice"


def test_looking_forgets_nobody(treasurer: Client, gift: Gift):
    assert treasurer.get(forgetting(gift), SURE).status_code == 405
    assert Gift.objects.get().supporter.name == "Alice"


def test_forgetting_twice_is_forgetting_once(treasurer: Client, gift: Gift):
    treasurer.post(forgetting(gift), SURE)
    before = people()
    assert treasurer.post(forgetting(gift), SURE).status_code == 302
    assert people() == before


def test_a_gift_whose_giver_is_forgotten_offers_it_no_more(treasurer: Client, gift: Gift):
    assert forgetting(gift) in treasurer.get(page_of(gift)).content.decode()
    treasurer.post(forgetting(gift), SURE)
    assert forgetting(gift) not in treasurer.get(page_of(gift)).content.decode()


@pytest.mark.parametrize("role", [REPORTER, EDITOR, MODERATOR])
def test_others_forget_nobody(client: Client, gift: Gift, role: str):
    client.force_login(make_user("charlie", role))
    client.post(forgetting(gift), SURE)
    assert Gift.objects.get().supporter.name == "Alice"


def test_every_gift_of_theirs_is_forgotten(gift: Gift):
    make_gift(gift.campaign, 700, "alice", note="Alice again")
    forget_giver(gift=gift, at=NOW)
    assert "alice" not in people().lower()


def test_whoever_gave_from_the_same_address_is_forgotten_with_them(campaign: Campaign):
    for name in ("Alice", "A. Doe"):
        found = Supporter.objects.create(name=name, mail="ad@mail.example", created_at=NOW)
        gift = unpaid(campaign, found)
    forget_giver(gift=gift, at=NOW)
    assert set(Supporter.objects.values_list("name", "mail", "erased_at")) == {("", "", NOW)}


def test_words_beside_a_gift_of_nobody_known_are_forgotten(campaign: Campaign):
    gift = make_gift(campaign, 5000, note="From the baker in Quay Street")
    forget_giver(gift=gift, at=NOW)
    gift.refresh_from_db()
    assert (gift.note, gift.supporter.erased_at) == ("", NOW)
    assert meter(campaign, on=TODAY).supporters == 1


def test_a_gift_through_the_provider_of_nobody_known_is_refused_in_words(campaign: Campaign):
    with pytest.raises(NobodyKnown, match="We do not know who"):
        forget_giver(gift=unpaid(campaign), at=NOW)


def test_who_is_forgotten_is_marked_as_a_supporter_no_longer(gift: Gift):
    alice = prove(make_user("alice"))
    Supporter.objects.update(user=alice)
    mark_reader(reader=alice, at=NOW)
    alice.refresh_from_db()
    assert alice.is_supporter
    gift.refresh_from_db()
    forget_giver(gift=gift, at=NOW)
    alice.refresh_from_db()
    assert not alice.is_supporter
