"""Letters about a gift are in the language in which it was given."""

import pytest
from django.test import Client

from standfirst.accounts.testing import make_user, prove
from standfirst.funding.models import Campaign, Gift, Supporter, SupporterLetter
from standfirst.funding.services.sending import send_due
from standfirst.funding.testing import make_campaign
from standfirst.funding.tests.giving import now, play, send
from standfirst.lib.testing import mail_server
from standfirst.reactions.services import run_due

pytestmark = pytest.mark.django_db
MAIL = "max@ledger.example"


@pytest.fixture
def fund() -> Campaign:
    return make_campaign(slug="fund")


@pytest.fixture
def german() -> Client:
    """A reader who chose German, in a newsroom that writes English."""
    reader = prove(make_user("max"))
    reader.language = "de"
    reader.save()
    client = Client()
    client.force_login(reader)
    return client


def written() -> list[str]:
    while run_due(at=now()):
        pass
    with mail_server() as server:
        send_due(at=now())
        return [letter.get_body(("html",)).get_content() for letter in server.letters]


def test_as_it_was_when_they_paid(fund: Campaign, german: Client):
    play(german, send(german, mail=MAIL)["Location"], "pay")
    (receipt,) = written()
    assert 'lang="de"' in receipt
    assert Supporter.objects.get().language == "de"


def test_that_nobody_paid_changes_no_letters_to_come(fund: Campaign, german: Client):
    play(german, send(german, mail=MAIL)["Location"], "pay")
    written()
    send(Client(), mail=MAIL, own="20")
    assert Supporter.objects.get().language == "de"
    play(german, send(german, mail=MAIL, own="30")["Location"], "delay", "fail")
    assert SupporterLetter.objects.filter(kind="failed").count() == 1
    assert ['lang="de"' in letter for letter in written()] == [True]
    assert Gift.objects.filter(state="failed").get().language == "de"
