from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "standfirst.publishing"
    default_auto_field = "django.db.models.BigAutoField"
