from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "standfirst.notifications"
    default_auto_field = "django.db.models.BigAutoField"
