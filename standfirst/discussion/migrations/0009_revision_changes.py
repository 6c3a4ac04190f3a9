import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("discussion", "0008_comment_picture")]

    operations = [
        migrations.AddField("commentrevision", "changes", models.TextField(blank=True, default=""), preserve_default=False),
        migrations.AlterField(
            "discussionsettings",
            "longest",
            models.PositiveIntegerField(
                default=5000,
                validators=[django.core.validators.MaxValueValidator(20_000)],
                verbose_name="longest comment, in characters",
            ),
        ),
    ]
