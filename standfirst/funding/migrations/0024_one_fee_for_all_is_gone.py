from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("funding", "0023_fees_are_carried_over")]
    operations = [migrations.RemoveField(model_name="fundingsettings", name="fee_fixed")]
