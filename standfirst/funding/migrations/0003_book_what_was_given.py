"""Gifts that were entered by hand become gifts by transfer, each with its movement."""

import datetime

from django.db import migrations

from standfirst.funding.models import new_reference


def book(apps, schema_editor):
    Gift, Supporter, Movement = (
        apps.get_model("funding", name) for name in ("Gift", "Supporter", "Movement")
    )
    supporters = {}
    for gift in Gift.objects.select_related("campaign").order_by("pk").iterator():
        noon = datetime.datetime.combine(gift.received_on, datetime.time(12), tzinfo=datetime.UTC)
        giver = " ".join(gift.giver.split())
        if giver and giver.lower() not in supporters:
            supporters[giver.lower()] = Supporter.objects.create(name=giver, created_at=noon)
        gift.supporter = supporters.get(giver.lower())
        gift.reference, gift.begun_at = new_reference(), noon
        gift.way, gift.state, gift.currency = "transfer", "received", gift.campaign.currency
        gift.save()
        Movement.objects.create(
            fact=f"{gift.reference}:received",
            gift=gift,
            campaign=gift.campaign,
            debit="bank",
            credit="gifts",
            currency=gift.currency,
            minor=gift.amount,
            meter=gift.amount,
            occurred_at=noon,
            posted_at=noon,
        )


class Migration(migrations.Migration):
    dependencies = [("funding", "0002_books")]
    operations = [migrations.RunPython(book, migrations.RunPython.noop)]
