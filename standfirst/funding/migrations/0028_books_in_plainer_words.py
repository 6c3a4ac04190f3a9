import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("funding", "0027_plainer_words"),
        ("publishing", "0006_plainer_words"),
    ]

    operations = [
        migrations.AlterField(
            model_name="fundingsettings",
            name="open_most",
            field=models.PositiveIntegerField(
                default=200,
                help_text="0: never ask for confirmation.",
                verbose_name="payment pages open in the last half hour before gifts are confirmed by email",
            ),
        ),
        migrations.AlterField(
            model_name="fundingsettings",
            name="running_fund",
            field=models.ForeignKey(
                blank=True,
                help_text="When a campaign ends, its monthly and yearly gifts go on to this one.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="funding.campaign",
                verbose_name="running fund",
            ),
        ),
        migrations.AlterField(
            model_name="fundingsettings",
            name="second_person_above",
            field=models.PositiveBigIntegerField(
                default=10000,
                help_text="In cents, or the currency’s smallest unit.",
                verbose_name="refunds above this need a second person",
            ),
        ),
        migrations.AlterField(
            model_name="movement",
            name="credit",
            field=models.CharField(
                choices=[
                    ("provider", "At the payment provider"),
                    ("bank", "At the bank"),
                    ("hand", "In the cash box"),
                    ("gifts", "Given by readers"),
                    ("cover", "Fees covered by readers"),
                    ("fees", "Fees of the payment provider"),
                    ("spent", "Spent on reporting"),
                    ("exchange", "Changed into another currency"),
                    ("unexplained", "Not explained yet"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="movement",
            name="debit",
            field=models.CharField(
                choices=[
                    ("provider", "At the payment provider"),
                    ("bank", "At the bank"),
                    ("hand", "In the cash box"),
                    ("gifts", "Given by readers"),
                    ("cover", "Fees covered by readers"),
                    ("fees", "Fees of the payment provider"),
                    ("spent", "Spent on reporting"),
                    ("exchange", "Changed into another currency"),
                    ("unexplained", "Not explained yet"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="refundrequest",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "Waiting for a second person"),
                    ("sent", "On its way"),
                    ("done", "Refunded"),
                    ("declined", "Declined"),
                    ("failed", "Failed"),
                ],
                max_length=8,
            ),
        ),
        migrations.AddIndex(
            model_name="gift",
            index=models.Index(fields=["received_on"], name="gift_by_day"),
        ),
    ]
