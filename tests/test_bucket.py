"""A paper whose pictures and documents are in a bucket: of a real S3 server, SeaweedFS."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from PIL import Image
from wagtail.documents.models import Document
from wagtail.models import Collection, CollectionViewRestriction

from standfirst.cli.backups import bucket as in_backups
from standfirst.cli.doctor import _pictures
from standfirst.discussion.models import CommentPicture
from standfirst.discussion.services.pictures import sweep_pictures
from standfirst.discussion.testing import make_comment, make_thread
from standfirst.lib.pictures import copies
from standfirst.lib.pictures.bucket import BucketAway
from standfirst.lib.pictures.serving import PicturesInFront
from standfirst.lib.services import env_bucket
from standfirst.publishing.models import Picture
from standfirst.publishing.testing import make_article
from tests.made_once import on_sqlite_anyway
from tests.papers import Paper, make_tables_at_once, new_paper
from tests.s3_server import BUCKET, KEY, SECRET, client, s3_server

# What a database does of it, others show.
pytestmark = [on_sqlite_anyway, pytest.mark.xdist_group("bucket")]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with s3_server() as address:
        yield address


class Bucket:
    """The bucket as the server holds it, below a prefix of the test's own."""

    def __init__(self, server: str, prefix: str) -> None:
        self.client, self.prefix = client(server), f"{prefix}/"

    def names(self) -> list[str]:
        found = self.client.list_objects_v2(Bucket=BUCKET, Prefix=self.prefix)
        return [it["Key"].removeprefix(self.prefix) for it in found.get("Contents", ())]

    def read(self, name: str) -> bytes:
        return self.client.get_object(Bucket=BUCKET, Key=self.prefix + name)["Body"].read()


@pytest.fixture
def bucket(
    server: str, tmp_path: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> Bucket:
    """Have uploads kept there."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    prefix = f"papers/{tmp_path.name}"
    monkeypatch.setenv("STANDFIRST_MEDIA", f"s3://{BUCKET}/{prefix}?endpoint={server}")
    _use(settings, env_bucket("STANDFIRST_MEDIA"))
    return Bucket(server, prefix)


def _use(settings: LazySettings, options: dict[str, str]) -> None:
    backend = {"BACKEND": "standfirst.lib.pictures.bucket.BucketStorage"}
    settings.MEDIA_BUCKET = options
    settings.STORAGES = {**settings.STORAGES, "default": backend}


@pytest.fixture
def away(bucket: Bucket, settings: LazySettings) -> None:
    """Let it not answer from now on."""
    _use(settings, {**settings.MEDIA_BUCKET, "endpoint_url": "http://127.0.0.1:9"})


def _drawn(kind: str = "JPEG", **options: Any) -> bytes:
    file = BytesIO()
    Image.new("RGB", (60, 40), "navy").save(file, kind, **options)
    return file.getvalue()


def _picture() -> Picture:
    exif = Image.Exif()
    exif[0x010F] = "Camera of Ines"
    file = ContentFile(_drawn(exif=exif), name="wall.jpg")
    return Picture.objects.create(title="The wall", file=file)


async def _site(scope: object, receive: object, send: Any) -> None:
    await send({"type": "http.response.start", "status": 404, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def _ask(path: str, front: PicturesInFront | None = None) -> tuple[int, dict[str, str], bytes]:
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {
        "type": "http", "method": "GET", "path": path, "query_string": b"", "headers": [],
        "raw_path": path.encode("utf-8", "surrogateescape"),
    }  # fmt: skip
    asyncio.run((front or PicturesInFront(_site))(scope, None, send))
    told = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], told, b"".join(message.get("body", b"") for message in sent[1:])


@pytest.mark.django_db
def test_a_picture_is_kept_cleaned_drawn_and_served_by_our_own_address(bucket: Bucket):
    picture = _picture()
    assert b"Camera of Ines" not in bucket.read(picture.file.name)
    size = picture.get_rendition("width-30|format-webp")
    assert size.url.startswith("/media/images/wall.")
    assert sorted(bucket.names()) == sorted([size.file.name, picture.file.name])
    status, headers, body = _ask(size.url)
    assert (status, headers["content-type"], body) == (
        200,
        "image/webp",
        bucket.read(size.file.name),
    )
    assert "public" in headers["cache-control"]
    # The original is not served, nor what is beside it.
    for path in (f"/media/{picture.file.name}", f"/media/images/../{picture.file.name}", "/media/images/none.webp", f"/media/images/{'a' * 300}", "/media/images/\udcff"):  # fmt: skip
        assert _ask(path)[0] == 404


@pytest.mark.django_db
def test_a_copy_is_good_for_an_hour_and_then_asked_for_again(
    bucket: Bucket, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
):
    size, front = _picture().get_rendition("width-30"), PicturesInFront(_site)
    assert _ask(size.url, front)[0] == 200
    assert front.at_once(size.url.encode(), {}, [])
    default_storage.bucket.Object(bucket.prefix + size.file.name).delete()  # by another machine
    assert _ask(size.url)[0] == 200
    monkeypatch.setattr(copies, "GOOD_FOR", 0.0)
    assert front.at_once(size.url.encode(), {}, []) is None
    assert _ask(size.url)[0] == 404
    bucket.client.put_object(Bucket=BUCKET, Key=bucket.prefix + size.file.name, Body=b"x" * 50)
    kept = _ask(size.url)[1]
    assert _ask(size.url)[1]["etag"] == kept["etag"]  # it did not change meanwhile
    _use(settings, {**settings.MEDIA_BUCKET, "endpoint_url": "http://127.0.0.1:9"})
    assert _ask(size.url)[2] == b"x" * 50
    monkeypatch.setattr(copies, "UNASKED_FOR", 0.0)
    assert copies.sweep() == 1
    assert _ask(size.url)[0] == 404


@pytest.mark.django_db
def test_what_is_deleted_goes_from_bucket_and_disk(
    bucket: Bucket, settings: LazySettings, django_capture_on_commit_callbacks: Any
):
    picture = _picture()
    size = picture.get_rendition("width-30")
    _ask(size.url)
    copy = Path(settings.MEDIA_ROOT) / size.file.name
    assert copy.stat().st_mode & 0o077 == 0
    with django_capture_on_commit_callbacks(execute=True):
        picture.delete()
    for due in DBTaskResult.objects.filter(task_path__contains="delete_file"):  # as the worker does
        assert SECRET not in str(due.args_kwargs)  # which stands in the database, and in backups
        due.task.call(*due.args_kwargs["args"])
    assert (bucket.names(), copy.exists()) == ([], False)


@pytest.mark.django_db
def test_a_document_is_for_whom_its_collection_is(bucket: Bucket, client: Client):
    closed = Collection.get_first_root_node().add_child(instance=Collection(name="Sources"))
    CollectionViewRestriction.objects.create(
        collection=closed, restriction_type=CollectionViewRestriction.LOGIN
    )
    open_one, closed_one = (
        Document.objects.create(title="T", file=ContentFile(b"%PDF x", name="plan.pdf"), **where)
        for where in ({}, {"collection": closed})
    )
    answer = client.get(open_one.url)
    assert (answer.status_code, b"".join(answer.streaming_content)) == (200, b"%PDF x")
    assert answer["Content-Type"] == "application/pdf"
    assert client.get(closed_one.url).status_code == 302
    assert len(bucket.names()) == 2


@pytest.mark.django_db
def test_a_readers_picture_is_where_its_comment_is_and_a_lost_one_is_swept(
    bucket: Bucket, client: Client
):
    comment = make_comment(make_thread(make_article()))
    picture = CommentPicture.objects.create(comment=comment, name="kept", width=1, height=1)
    for name in (picture.file, picture.file.replace("kept", "lost")):
        default_storage.save(name, ContentFile(_drawn("WEBP")))
    answer = client.get("/discussion/pictures/kept.webp")
    assert (answer.status_code, answer.content) == (200, bucket.read(picture.file))
    assert sweep_pictures(at=timezone.now()) == 0  # it may be on its way
    assert sweep_pictures(at=timezone.now() + timedelta(days=2)) == 1
    assert bucket.names() == [picture.file]


@pytest.mark.django_db
@pytest.mark.usefixtures("away")
def test_a_bucket_that_is_away_is_as_a_disk_that_fails():
    with pytest.raises(BucketAway):
        default_storage.open("images/wall.webp")
    with pytest.raises(OSError, match="the bucket does not do it"):
        default_storage.save("images/wall.webp", ContentFile(b"x"))
    (finding,) = _pictures()
    assert "does not answer" in finding.seen
    assert "AWS_ACCESS_KEY_ID" in finding.advice


@pytest.mark.django_db
def test_doctor_names_what_is_missing(bucket: Bucket):
    picture = _picture()
    assert [finding.advice for finding in _pictures()] == [""]
    default_storage.delete(picture.file.name)
    (finding,) = _pictures()
    assert picture.file.name in finding.advice


@pytest.fixture
def papers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, django_db_blocker: Any
) -> Iterator[tuple[Paper, Paper]]:
    make_tables_at_once(monkeypatch)
    with django_db_blocker.unblock():
        yield new_paper(tmp_path / "one"), Paper(tmp_path / "other")


def test_a_backup_of_a_bucket_is_restored_into_one(
    bucket: Bucket, papers: tuple[Paper, Paper], tmp_path: Path, settings: LazySettings
):
    default_storage.save("images/wall.webp", ContentFile(b"a picture"))
    default_storage.save("documents/plan.pdf", ContentFile(b"a plan"))
    one, other = papers
    summary = one.back_up(tmp_path / "paper.tar.gz")
    assert (summary.files, summary.bytes, summary.unreadable) == (2, 15, [])
    default_storage.delete("images/wall.webp")
    default_storage.save("images/since.webp", ContentFile(b"since then"))
    other.restore(tmp_path / "paper.tar.gz", is_replacing=True)
    assert sorted(bucket.names()) == ["documents/plan.pdf", "images/wall.webp"]
    assert bucket.read("images/wall.webp") == b"a picture"
    assert [path for path in other.media.rglob("*") if path.is_file()] == []
    # Onto a disk, too.
    settings.MEDIA_BUCKET = {}
    other.restore(tmp_path / "paper.tar.gz", is_replacing=True)
    assert (other.media / "documents/plan.pdf").read_bytes() == b"a plan"


def test_a_restore_that_the_bucket_interrupted_is_finished_by_the_next_command(
    bucket: Bucket, papers: tuple[Paper, Paper], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    from standfirst.cli.backups.swap import finish_interrupted  # noqa: PLC0415

    default_storage.save("images/one.webp", ContentFile(b"one"))
    default_storage.save("images/two.webp", ContentFile(b"two"))
    one, other = papers
    one.back_up(tmp_path / "paper.tar.gz")
    default_storage.delete("images/one.webp")
    default_storage.delete("images/two.webp")
    put_back, calls = type(default_storage._wrapped).put_back, []

    def fail_at_the_second(*arguments: Any) -> None:
        calls.append(arguments)
        if len(calls) == 2:
            raise BucketAway("on purpose")
        put_back(*arguments)

    monkeypatch.setattr(type(default_storage._wrapped), "put_back", fail_at_the_second)
    with pytest.raises(ImproperlyConfigured, match="is not finished"):
        other.restore(tmp_path / "paper.tar.gz")
    assert bucket.names() == ["images/one.webp"]
    with other.used():
        assert finish_interrupted()
        assert not finish_interrupted()
    assert bucket.names() == ["images/one.webp", "images/two.webp"]


def test_a_file_that_the_bucket_does_not_give_is_named(
    bucket: Bucket, papers: tuple[Paper, Paper], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    default_storage.save("images/wall.webp", ContentFile(b"a picture"))
    names = in_backups.names
    monkeypatch.setattr(in_backups, "names", lambda: iter([*names(), "images/gone.webp"]))
    assert papers[0].back_up(tmp_path / "1.tar.gz").vanished == 1


@pytest.mark.parametrize(
    "value",
    ["bucket", "s3://", "s3://user:pass@bucket", "s3://bucket?endpoint=objects", "s3://bucket?key=pass",
     "https://bucket.example"],
)  # fmt: skip
def test_what_is_no_bucket_is_refused_without_its_secret(
    value: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("STANDFIRST_MEDIA", value)
    with pytest.raises(ImproperlyConfigured, match="write s3://bucket/prefix") as refused:
        env_bucket("STANDFIRST_MEDIA")
    assert "pass" not in str(refused.value)
