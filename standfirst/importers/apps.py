from django.apps import AppConfig


class ImportersConfig(AppConfig):
    name = "standfirst.importers"
    default_auto_field = "django.db.models.BigAutoField"
