from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_followers_and_letters")]

    operations = [migrations.DeleteModel(name="RecentAsk")]
