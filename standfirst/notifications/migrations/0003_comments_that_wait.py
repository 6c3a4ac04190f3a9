from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0002_asks_are_counted_in_the_shared_cache")]

    operations = [
        migrations.AlterField(
            "follow",
            "kind",
            models.CharField(
                choices=[
                    ("thread", "New comments in a discussion"),
                    ("replies", "Replies to my comments"),
                    ("section", "New articles of a section"),
                    ("author", "New articles of an author"),
                    ("topic", "New articles on a topic"),
                    ("held", "Comments that wait to be read"),
                ],
                max_length=10,
            ),
        )
    ]
