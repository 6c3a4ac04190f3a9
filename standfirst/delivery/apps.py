from django.apps import AppConfig
from django.db.backends.signals import connection_created

from standfirst.lib import changes


class DeliveryConfig(AppConfig):
    name = "standfirst.delivery"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have every connection note what is written over it."""
        connection_created.connect(changes.watch_new, dispatch_uid="changes")
