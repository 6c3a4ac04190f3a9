"""Who gave can be forgotten; what they gave stays in the books."""

import pytest
from django.apps import apps

from standfirst.accounts.data import keepers
from standfirst.accounts.testing import make_user, prove
from standfirst.funding import personal
from standfirst.funding.gateways.demonstration import DemonstrationGateway
from standfirst.funding.models import (
    Case,
    Gift,
    Movement,
    ProviderMessage,
    ProviderObject,
    RefundRequest,
    RegularGift,
    Supporter,
    SupporterLetter,
)
from standfirst.funding.queries import meter
from standfirst.funding.services.cases import open_case, settle_case
from standfirst.funding.services.playing import Move, play
from standfirst.funding.services.receipts import issue_receipt
from standfirst.funding.services.supporters import erase, forget_again, stop_for_erased
from standfirst.funding.testing import NOW, TODAY, make_campaign, make_gift

from .giving import BACK

pytestmark = pytest.mark.django_db


@pytest.fixture
def gift():
    """Alice gave, by mail, with words beside it."""
    gift = make_gift(make_campaign(), 5000, note="From Alice")
    gift.supporter = Supporter.objects.create(
        name="Alice", mail="Alice@Ledger.example", language="de", created_at=NOW
    )
    gift.shown_as, gift.show_name, gift.in_honour_of = "Alice A.", True, "Old Alice"
    gift.save()
    return gift


def told(name: str, **about: object):
    """A message of a provider that names her."""
    ProviderObject.objects.create(provider="stripe", name=name, **about)
    return ProviderMessage.objects.create(
        provider="stripe", name=f"evt_{name}", kind="x", about=name, payload='{"name": "Alice"}',
        told_at=NOW, received_at=NOW,
    )  # fmt: skip


def naming_her() -> set[str]:
    """The tables of funding that hold her name or address in any column."""
    models = apps.get_app_config("funding").get_models(include_auto_created=True)
    rows = {model.__name__: list(model._default_manager.values_list()) for model in models}
    return {name for name, found in rows.items() if "alice" in repr(found).lower()}


def test_no_table_names_them_any_more(gift: Gift):
    told("pi_1", gift=gift)
    # Of nothing that we know, as news of a customer is.
    loose = told("cus_1")
    ProviderMessage.objects.filter(pk=loose.pk).update(
        about="", payload='{"email": "alice@ledger.example"}'
    )
    issue_receipt(gift=gift, at=NOW)
    SupporterLetter.objects.update(error="550 no such user: alice@ledger.example")
    SupporterLetter.objects.create(
        kind="link", key="link:1", typed="alice@ledger.example", made_at=NOW, next_at=NOW
    )
    RefundRequest.objects.create(
        gift=gift, amount=1, reason="Alice wrote", state="failed", asked_at=NOW, error="Alice?"
    )
    case = open_case(kind=Case.Kind.FRAUD, about="ch_1", words="Look.", gift=gift, at=NOW)
    settle_case(case=case, by=make_user("bob"), how="Asked Alice.", at=NOW)
    played = Gift.objects.create(
        campaign=gift.campaign, supporter=gift.supporter, way="demo", amount=500, currency="USD",
        begun_at=NOW, shown_as="Alice",
    )  # fmt: skip
    DemonstrationGateway().begin(gift=played, back=BACK, at=NOW)
    assert naming_her() == {
        "Supporter", "Gift", "Receipt", "ProviderMessage", "SupporterLetter", "RefundRequest", "Case",
    }  # fmt: skip
    erase(supporter=gift.supporter, at=NOW)
    assert naming_her() == set()


def test_who_has_no_address_takes_nobody_elses_words_along(gift: Gift):
    bob = make_gift(gift.campaign, 100, "Bob")
    asked = SupporterLetter.objects.create(
        kind="link", key="link:1", typed="", error="451", made_at=NOW, next_at=NOW
    )
    kept = told("pi_1", gift=gift)
    erase(supporter=bob.supporter, at=NOW)
    asked.refresh_from_db()
    kept.refresh_from_db()
    assert (asked.error, kept.payload) == ("451", '{"name": "Alice"}')


def test_nothing_is_left_of_the_person_and_all_of_the_books(gift: Gift):
    told("pi_1", gift=gift)
    movements = list(Movement.objects.values_list())
    erase(supporter=gift.supporter, at=NOW)
    rows = [*Supporter.objects.values_list(), *Gift.objects.values_list()]
    assert "alice" not in repr([*rows, *ProviderMessage.objects.values_list()]).lower()
    assert list(Movement.objects.values_list()) == movements
    counted = meter(gift.campaign, on=TODAY)
    assert (counted.raised.minor, counted.supporters) == (5000, 1)


def test_what_others_gave_stays_theirs(gift: Gift):
    bob = make_gift(gift.campaign, 100, "Bob", note="From Bob")
    kept = told("pi_2", gift=bob)
    erase(supporter=gift.supporter, at=NOW)
    bob.refresh_from_db()
    kept.refresh_from_db()
    assert (bob.supporter.name, bob.note, kept.payload) == ("Bob", "From Bob", '{"name": "Alice"}')


def test_what_the_provider_tells_later_is_forgotten_too(gift: Gift):
    erase(supporter=gift.supporter, at=NOW)
    told("pi_1", gift=gift)
    forget_again()
    assert ProviderMessage.objects.get().payload == ""


def test_nothing_more_is_collected_from_who_is_erased(gift: Gift):
    promised = RegularGift.objects.create(
        campaign=gift.campaign, supporter=gift.supporter, every="month", amount=500,
        currency="USD", begun_at=NOW,
    )  # fmt: skip
    first = Gift.objects.create(
        campaign=gift.campaign, supporter=gift.supporter, regular=promised, way="demo", amount=500,
        currency="USD", begun_at=NOW,
    )  # fmt: skip
    DemonstrationGateway().begin(gift=first, back=BACK, at=NOW)
    play(reference=first.reference, move=Move.PAY, at=NOW)
    assert stop_for_erased(at=NOW) == 0
    erase(supporter=gift.supporter, at=NOW)
    assert stop_for_erased(at=NOW) == 1
    promised.refresh_from_db()
    assert promised.state == RegularGift.State.ENDED
    assert stop_for_erased(at=NOW) == 0


def test_an_account_takes_its_gifts_along_and_forgets_them(gift: Gift):
    alice = prove(make_user("alice"))
    (gifts, _regular) = personal.export(alice)
    (row,) = gifts.rows()
    assert (row["amount"], row["campaign"]) == ("50.00", gift.campaign.title)
    assert personal in keepers()
    personal.erase(alice, keep_words=True, at=NOW)
    gift.refresh_from_db()
    assert gift.supporter.erased_at == NOW
    assert list(gifts.rows()) == []
