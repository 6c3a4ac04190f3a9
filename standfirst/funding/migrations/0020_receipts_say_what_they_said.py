"""Receipts that were issued keep what they say today; who never paid is known by no name that a stranger may have typed."""

from django.db import migrations
from django.db.models import Exists, OuterRef


def fill(apps, schema_editor):
    Receipt, Supporter, Gift = (
        apps.get_model("funding", name) for name in ("Receipt", "Supporter", "Gift")
    )
    for receipt in Receipt.objects.select_related("gift__campaign", "gift__supporter").iterator(500):
        supporter = receipt.gift.supporter
        Receipt.objects.filter(pk=receipt.pk).update(
            name=supporter.name if supporter else "", campaign_title=receipt.gift.campaign.title
        )
    paid = Gift.objects.filter(supporter=OuterRef("pk"), state="received")
    Supporter.objects.exclude(mail="").filter(~Exists(paid)).update(name="")


class Migration(migrations.Migration):
    dependencies = [("funding", "0019_receipts_have_names")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
