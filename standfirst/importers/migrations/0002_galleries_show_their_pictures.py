"""Gives the pictures of imported galleries the ids without which Wagtail does not find them."""

import json
from uuid import NAMESPACE_URL, uuid5

from django.db import migrations
from django.db.models import TextField
from django.db.models.functions import Cast

MARK = '"gallery"'


def give_ids(apps, schema_editor):
    for name in ("ArticlePage", "PlainPage"):
        _repair_pages(apps.get_model("publishing", name))
    _repair_versions(apps.get_model("wagtailcore", "Revision"))


def _repair_pages(model):
    bodies = model.objects.annotate(stored=Cast("body", TextField())).filter(stored__contains=MARK)
    for number, stored in bodies.values_list("pk", "stored").iterator(chunk_size=100):
        repaired = _repaired(json.loads(stored))
        if repaired is not None:
            page = model.objects.get(pk=number)
            page.body = json.dumps(repaired)
            page.save(update_fields=["body"])


def _repair_versions(model):
    versions = model.objects.filter(content__body__icontains=MARK)
    for version in versions.iterator(chunk_size=100):
        repaired = _repaired(_loaded(version.content["body"]))
        if repaired is not None:
            version.content["body"] = json.dumps(repaired)
            version.save(update_fields=["content"])


def _loaded(body):
    return json.loads(body) if isinstance(body, str) else body


def _repaired(blocks):
    """Return a body with the ids that were missing; None where none was."""
    is_changed = False
    for block in blocks if isinstance(blocks, list) else ():
        if block.get("type") != "gallery":
            continue
        for at, item in enumerate(block["value"].get("pictures") or ()):
            if isinstance(item, dict) and "value" in item and "id" not in item:
                item["id"] = str(uuid5(NAMESPACE_URL, f"{block.get('id')}.{at}"))
                is_changed = True
    return blocks if is_changed else None


class Migration(migrations.Migration):

    dependencies = [
        ("importers", "0001_what_was_taken"),
        ("publishing", "0003_languages_and_search"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(give_ids, migrations.RunPython.noop)]
