"""A name or a note that is read from the right does not turn the amounts and signs beside it at the desk."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html

from standfirst.accounts.roles import TREASURER
from standfirst.accounts.testing import make_user
from standfirst.funding.models import Gift, Supporter
from standfirst.funding.testing import make_campaign, make_gift

pytestmark = pytest.mark.django_db
SALMA, NADA = "سلمى حداد (50)", "ندى!"
# What neither keeps its words to itself nor is a choice in a form.
MIXED = f".//text()[(contains(., '{SALMA}') or contains(., '{NADA}')) and not(ancestor::bdi or ancestor::*[@dir='auto'])]"


@pytest.fixture
def gift(client: Client):
    client.force_login(make_user("bob", TREASURER))
    gift = make_gift(make_campaign(), 1_100, SALMA)
    shown = {"shown_as": SALMA, "note": NADA, "in_honour_of": NADA, "way": Gift.Way.STRIPE}
    Gift.objects.filter(pk=gift.pk).update(**shown, show_name=True, show_amount=True)
    Supporter.objects.update(mail="salma@ledger.example")
    Supporter.objects.create(name=NADA, mail="salma@ledger.example", created_at=timezone.now())
    gift.refresh_from_db()
    return gift


def test_names_and_notes_from_the_right_stand_for_themselves(client: Client, gift: Gift):
    assert gift.supporter
    places = {
        "the overview": reverse("funding_desk"),
        "the gift": reverse("funding_gift", args=[gift.reference]),
        "the list of gifts": reverse("gift:index"),
        "supporters": reverse("funding_supporters"),
        "a supporter": reverse("funding_supporter", args=[gift.supporter.pk]),
    }
    for name, place in places.items():
        (page,) = html.fromstring(client.get(place).content).xpath("//main")
        words = page.xpath(".//section | .//table")
        assert any(SALMA in part.text_content() for part in words), name
        assert [text for part in words for text in part.xpath(MIXED)] == [], name
