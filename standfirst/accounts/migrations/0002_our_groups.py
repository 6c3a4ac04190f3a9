"""Our Editor approves what reporters submit; Wagtail's own two groups go."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

WAGTAILS = ("Editors", "Moderators")


def put_our_groups(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    Group = apps.get_model("auth", "Group")
    Task = apps.get_model("wagtailcore", "GroupApprovalTask")
    Workflow = apps.get_model("wagtailcore", "Workflow")
    editor, _ = Group.objects.get_or_create(name="Editor")
    for task in Task.objects.filter(groups__name__in=WAGTAILS).distinct():
        task.groups.set([editor])
        if task.name == "Moderators approval":
            task.name = "Approval by an editor"
            task.save()
    Workflow.objects.filter(name="Moderators approval").update(name="Approval by an editor")
    Group.objects.filter(name__in=WAGTAILS).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailimages", "0027_image_description"),
    ]
    operations = [migrations.RunPython(put_our_groups, migrations.RunPython.noop)]
