"""A fixed fee that somebody set stays, in each currency of their campaigns."""

from django.db import migrations

from standfirst.lib.money import Money

_USUAL = 30


def fill(apps, schema_editor):
    FundingSettings, Campaign = (
        apps.get_model("funding", name) for name in ("FundingSettings", "Campaign")
    )
    used = sorted(set(Campaign.objects.values_list("currency", flat=True))) or ["USD"]
    for rules in FundingSettings.objects.exclude(fee_fixed=_USUAL):
        rules.fees_fixed = "\n".join(
            f"{code} {Money(rules.fee_fixed, code).decimal}" for code in used
        )
        rules.save(update_fields=["fees_fixed"])


class Migration(migrations.Migration):
    dependencies = [("funding", "0022_fees_by_currency")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
