"""Fill `best` from the votes that there are: one statement, at any size."""

from django.db import migrations

from standfirst.discussion.scores import wilson_of_row


def fill(apps, _schema_editor):
    voted = apps.get_model("discussion", "Comment").objects.filter(up__gt=0)
    voted.update(best=wilson_of_row())


class Migration(migrations.Migration):
    dependencies = [("discussion", "0002_readers_votes_and_writing")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
