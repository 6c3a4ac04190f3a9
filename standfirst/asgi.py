"""What the server serves: streams are held open in front of Django, everything else is Django's."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "standfirst.settings")

_django = get_asgi_application()

from standfirst.delivery.live.streams import Streams  # noqa: E402 - settings must be ready

application = Streams(_django)
