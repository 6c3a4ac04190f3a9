from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("discussion", "0009_revision_changes")]

    operations = [
        migrations.AlterField(
            "comment",
            "held_for",
            models.CharField(
                blank=True,
                choices=[
                    ("everybody", "Everybody’s comments are read first"),
                    ("newcomer", "First comment of this reader"),
                    ("links", "Many links"),
                    ("words", "A word of the newsroom’s list"),
                    ("mail", "The mail address is not confirmed"),
                    ("suspended", "A suspended reader’s browser or mail address"),
                ],
                max_length=10,
                verbose_name="waits because",
            ),
        )
    ]
