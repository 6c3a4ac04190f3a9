"""Leads old addresses of imported pictures to where they are shown: the file itself was never served."""

from urllib.parse import unquote

from django.conf import settings
from django.db import migrations

STORED = "pictures/"


def lead_to_pictures(apps, schema_editor):
    redirects = apps.get_model("wagtailredirects", "Redirect").objects
    pictures = apps.get_model("publishing", "Picture").objects
    before = f"{settings.MEDIA_URL}{STORED}"
    for redirect in redirects.filter(redirect_link__startswith=before).iterator(chunk_size=500):
        name = unquote(redirect.redirect_link.removeprefix(settings.MEDIA_URL))
        number = pictures.filter(file=name).values_list("pk", flat=True).first()
        if number is not None:
            redirect.redirect_link = f"/imported/pictures/{number}/"
            redirect.save(update_fields=["redirect_link"])


class Migration(migrations.Migration):

    dependencies = [
        ("importers", "0002_galleries_show_their_pictures"),
        ("publishing", "0003_languages_and_search"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
    ]

    operations = [migrations.RunPython(lead_to_pictures, migrations.RunPython.noop)]
