import pytest
from django.test import Client

from standfirst.accounts.testing import make_user
from standfirst.lib import mail_pause
from standfirst.notifications.models import Mailing
from standfirst.notifications.testing import NOW, make_follower

pytestmark = pytest.mark.django_db
PAGE = "/admin/reports/email/"


def signed_in(name: str, *roles: str) -> Client:
    client = Client()
    client.force_login(make_user(name, *roles))
    return client


def test_the_operator_reads_what_is_late_and_why():
    Mailing.objects.create(
        follower=make_follower("alice@ledger.example"),
        kind=Mailing.Kind.NEWS,
        made_at=NOW,
        next_at=NOW,
        error="451 alice@ledger.example: greylisted",
    )
    mail_pause.begin("421 4.3.2 Not now", at=NOW)
    page = signed_in("olga", "Operator").get(PAGE).content.decode()
    assert "<dd>1</dd>" in page
    assert "451 … greylisted" in page
    assert "421 4.3.2 Not now" in page
    assert "alice@" not in page


def test_others_of_the_newsroom_do_not(client: Client):
    assert signed_in("vera", "Editor").get(PAGE).status_code in {302, 403}
    assert signed_in("charlie").get(PAGE).status_code in {302, 403}
    assert client.get(PAGE).status_code == 302
