"""A newsroom with a name, an address and a picture."""

import io
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from PIL import Image
from pytest_django import Settings
from wagtail.models import Site

from standfirst.lib.serving import ThreadedDjango
from standfirst.publishing.models import NewsroomSettings, Picture
from standfirst.publishing.testing import make_home


@pytest.fixture(autouse=True)
def _own_address(settings: Settings) -> None:
    settings.SITE_URL = "https://ledger.example"
    # Said again, so that storages made while the apps were loading are made anew.
    settings.STORAGES = settings.STORAGES
    # Wagtail remembers sizes of pictures and roots of sites, by numbers that the next test uses again.
    cache.clear()


@pytest.fixture
def newsroom(db: None) -> NewsroomSettings:
    make_home()
    site = Site.objects.get(is_default_site=True)
    found = NewsroomSettings.for_site(site)
    found.name = "The Harbour Ledger"
    found.tagline = "What the harbour does, and who pays"
    found.save()
    return found


@pytest.fixture
def picture(db: None) -> Picture:
    bytes_ = io.BytesIO()
    Image.new("RGB", (1600, 1000), "#0b5360").save(bytes_, "PNG")
    return Picture.objects.create(
        title="wall.png",
        file=SimpleUploadedFile("wall.png", bytes_.getvalue(), "image/png"),
        description="The wall at dusk",
        caption="The finished western half",
        credit="Lauri Penn",
        licence=Picture.Licence.CC_BY_SA,
    )


@pytest.fixture
def site() -> Iterator[ThreadedDjango]:
    """Django as the server has it, whose threads leave no connection open."""
    answering = ThreadedDjango()
    yield answering
    for threads in (answering._usual, answering._others):
        threads.submit(connections.close_all).result()
        threads.shutdown()
