"""What `_inside` answers about a whole paper: one of any size, and whether another is the same."""

import os
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree


def fill() -> dict[str, Any]:
    """Fill the one article's thread with comments, give gifts, and put files into the folder of pictures."""
    from django.conf import settings  # noqa: PLC0415 - Django is set up by now

    from standfirst.discussion.models import Thread  # noqa: PLC0415
    from standfirst.discussion.testing import grow_thread  # noqa: PLC0415
    from standfirst.funding.testing import make_campaign, make_gift  # noqa: PLC0415
    from standfirst.publishing.models import ArticlePage  # noqa: PLC0415

    article = ArticlePage.objects.get()
    thread, _ = Thread.objects.get_or_create(
        key=f"article-{article.pk}", defaults={"article": article}
    )
    grow_thread(thread, int(os.environ["BENCH_COMMENTS"]))
    campaign = make_campaign()
    for number in range(100):
        make_gift(campaign, 500 + number)
    folder = settings.MEDIA_ROOT / "original_images"
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(int(os.environ["BENCH_MEGABYTES"])):
        (folder / f"{number}.jpg").write_bytes(os.urandom(1_000_000))
    return {}


def paper() -> dict[str, Any]:
    """Return what there is: comments, money, faults in the books, files, and pages that do not answer."""
    from django.conf import settings  # noqa: PLC0415 - Django is set up by now
    from django.test import Client, override_settings  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from standfirst.discussion.models import Comment  # noqa: PLC0415
    from standfirst.funding.models import Movement  # noqa: PLC0415
    from standfirst.funding.services.checking import check_books  # noqa: PLC0415

    # A restored paper has its static files prepared at its first start; its pages are asked for before.
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    client = Client()
    override_settings(
        ALLOWED_HOSTS=["*"], STORAGES=settings.STORAGES | {"staticfiles": plain}
    ).enable()
    pages = _addresses(client, "/sitemap.xml")
    files = [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]
    return {
        "comments": Comment.objects.count(),
        "money": sum(Movement.objects.values_list("minor", flat=True)),
        "faults": [fault.words for fault in check_books(at=timezone.now())],
        "files": len(files),
        "bytes": sum(path.stat().st_size for path in files),
        "pages": len(pages),
        "pages_not_200": sum(client.get(page).status_code != 200 for page in pages),
    }


def _addresses(client: Any, path: str) -> list[str]:  # noqa: ANN401
    told = ElementTree.fromstring(client.get(path).getvalue())  # noqa: S314 - our own
    found = [str(place.text) for place in told.iterfind(".//{*}loc")]
    return ["/" + address.split("/", 3)[3] for address in found]


def article() -> dict[str, Any]:
    """Return the path of the one article's page."""
    from standfirst.publishing.models import ArticlePage  # noqa: PLC0415 - Django is set up by now

    return {"path": ArticlePage.objects.get().relative_url(None).lstrip("/")}


def grown() -> dict[str, Any]:
    """Return where the one imported thread is, the cookie of a moderator, and how large the database is."""
    from allauth.account.internal.flows.login import record_authentication  # noqa: PLC0415
    from django.conf import settings  # noqa: PLC0415 - Django is set up by now
    from django.contrib.auth.signals import user_logged_in  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from standfirst.accounts.testing import make_user  # noqa: PLC0415
    from standfirst.publishing.models import ArticlePage  # noqa: PLC0415

    def took_second_step(request: object, user: object, **_rest: object) -> None:
        record_authentication(request, user, method="mfa")

    user_logged_in.connect(took_second_step)
    client = Client()
    client.force_login(make_user("max", "Moderator"))
    article = ArticlePage.objects.get()
    asked = {
        "sqlite": "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
        "postgresql": "SELECT pg_database_size(current_database())",
    }
    with connection.cursor() as cursor:
        cursor.execute(asked[connection.vendor])
        (size,) = cursor.fetchone()
    name = settings.SESSION_COOKIE_NAME
    return {
        "key": f"article-{article.pk}",
        "article": article.relative_url(None),
        "cookie": f"{name}={client.cookies[name].value}",
        "bytes": size,
    }


ASKS: dict[str, Callable[[], dict[str, Any]]] = {
    "fill": fill,
    "paper": paper,
    "article": article,
    "grown": grown,
}
