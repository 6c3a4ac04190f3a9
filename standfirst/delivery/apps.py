from django.apps import AppConfig
from django.db.backends.signals import connection_created

from standfirst.lib import changes, metrics


class DeliveryConfig(AppConfig):
    name = "standfirst.delivery"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have every connection note what is written over it; tell who watches what waits."""
        connection_created.connect(changes.watch_new, dispatch_uid="changes")
        from .queries.waiting import waiting_work  # noqa: PLC0415 - models are ready only now

        metrics.tell_of_site(waiting_work)
