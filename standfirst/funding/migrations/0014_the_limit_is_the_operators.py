from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("funding", "0013_recent_gifts_know_their_gift"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="fundingsettings",
            options={
                "permissions": [
                    ("set_refund_limit", "Can set above what a refund needs a second person")
                ],
                "verbose_name": "gifts",
            },
        ),
    ]
