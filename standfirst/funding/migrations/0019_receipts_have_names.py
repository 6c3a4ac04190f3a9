"""Receipts keep the name and the campaign's title that they were issued with; a gift its name for the receipt."""

from importlib import import_module

from django.db import migrations, models

# SQLite makes a table anew where a column is added, and its triggers go with the old one.
_guards = import_module("standfirst.funding.migrations.0011_receipts_stay")


class Migration(migrations.Migration):

    dependencies = [
        ('funding', '0018_entries_are_explained'),
    ]

    operations = [
        migrations.AddField(
            model_name='gift',
            name='language',
            field=models.CharField(blank=True, max_length=10),
        ),
        migrations.AddField(
            model_name='gift',
            name='receipt_name',
            field=models.CharField(blank=True, max_length=200, verbose_name='name on the receipt'),
        ),
        migrations.RunPython(_guards.take_down, _guards.put_up),
        migrations.AddField(
            model_name='receipt',
            name='campaign_title',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name='receipt',
            name='name',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.RunPython(_guards.put_up, _guards.take_down),
    ]
