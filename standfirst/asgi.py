"""What the server serves: static files, live streams in front of Django, and pages from threads that stay."""

import gc
import os

import django
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "standfirst.settings")
django.setup(set_prefix=False)

from standfirst.delivery.live.streams import Streams  # noqa: E402 - the apps must be loaded
from standfirst.delivery.page_store.store import PageStore  # noqa: E402
from standfirst.lib import metrics, tracing  # noqa: E402
from standfirst.lib.pictures.serving import Files, PicturesInFront, no_guessing  # noqa: E402
from standfirst.lib.serving import ThreadedDjango  # noqa: E402

tracing.begin()
pages = ThreadedDjango()
# In front of Django, whose middleware a file needs none of.
streams = Streams(pages)
site = Files(
    PicturesInFront(streams),
    root=settings.STATIC_ROOT,
    prefix=settings.STATIC_URL,
    add_headers_function=no_guessing,
    max_age=3600,  # of files without a hash in their name
)
# CHECK_KEPT_PAGES is for tests: each page that is kept is laid out anew whenever it is sent, and compared.
application = PageStore(site, checks=bool(os.environ.get("CHECK_KEPT_PAGES")))
metrics.tell_of_process(application.figures)
metrics.tell_of_process(lambda: {"open_streams": streams.open.total()})

# All that is loaded by now stays. Looking through it for cycles again and again held up every thread
# for a seventh of a second; and requests make more objects than Python looks through by default.
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 10, 10)
