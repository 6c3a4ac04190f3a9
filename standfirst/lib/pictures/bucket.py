"""Uploads in a bucket (S3 and what speaks like it), for a site of several machines; served by our own addresses all the same.

Loaded only where STANDFIRST_MEDIA names a bucket. What a browser asks for most, pictures in their sizes, lies on each
machine's disk as well (`copies.py`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files.base import File
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage

from .copies import forget
from .storage import cleaned

# A page waits for none of it but a size that is drawn for the first time; a reader's picture does.
_QUICK = Config(
    connect_timeout=5,
    read_timeout=20,
    retries={"max_attempts": 3, "mode": "standard"},
    signature_version="s3v4",
    # Other makers' servers know no newer sums.
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)


class BucketAway(OSError):  # noqa: N818 - the world failed, not the code
    """The bucket does not answer, or refuses; as a disk that fails."""


@contextmanager
def _as_a_disk_does() -> Iterator[None]:
    """Let whoever keeps files hear what they would of a disk.

    Raises:
        BucketAway: whatever it is.
    """
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise BucketAway(f"the bucket does not do it: {error}") from error


class BucketStorage(S3Storage):
    """Keeps files in a bucket; pictures without metadata, and in colours that browsers show."""

    def __init__(self) -> None:
        """Read the settings by itself: what a storage is made with, Wagtail writes into the queue of tasks."""
        options = settings.MEDIA_BUCKET
        style = {"addressing_style": "path" if "endpoint_url" in options else "auto"}
        config = _QUICK.merge(Config(s3=style))
        super().__init__(**options, client_config=config, file_overwrite=False)

    def url(self, name: str, *about: object, **more: object) -> str:
        """Return our own address: who may see what is decided there."""
        return f"{settings.MEDIA_URL}{filepath_to_uri(name)}"

    def _open(self, name: str, mode: str = "rb") -> Any:  # noqa: ANN401 - the library's own
        with _as_a_disk_does():
            file = super()._open(name, mode)
            if "r" in mode:
                file.file  # noqa: B018 - all of it comes now, while who opens it looks for errors
            return file

    def _save(self, name: str, content: File) -> str:  # type: ignore[type-arg]
        with _as_a_disk_does():
            return str(super()._save(name, cleaned(content)))

    def delete(self, name: str) -> None:
        """Delete it, and this machine's copy of it."""
        with _as_a_disk_does():
            super().delete(name)
        forget(name)

    def exists(self, name: str) -> bool:
        """Tell whether there is a file of that name; folders are none."""
        with _as_a_disk_does():
            return bool(super().exists(name))

    def listdir(self, name: str) -> tuple[list[str], list[str]]:
        """Return names of folders and files in a folder; of one that is not there, none."""
        with _as_a_disk_does():
            folders, files = super().listdir(name)
            return list(folders), list(files)

    def get_modified_time(self, name: str) -> datetime:
        """Return when it was kept."""
        with _as_a_disk_does():
            modified: datetime = super().get_modified_time(name)
            return modified

    def all_names(self) -> Iterator[str]:
        """Yield the names of all files, in order."""
        start = f"{self.location.strip('/')}/" if self.location else ""
        with _as_a_disk_does():
            for found in self.bucket.objects.filter(Prefix=start):
                if not found.key.endswith("/"):
                    yield found.key.removeprefix(start)

    def changed_since(self, name: str, moment: datetime | None) -> tuple[Any, datetime] | None:
        """Return a file, to be read once, and when it was kept; None where it is as it was at `moment`.

        Raises:
            FileNotFoundError: there is none.
            BucketAway: nobody knows.
        """
        wanted = {"IfModifiedSince": moment} if moment else {}
        try:
            with _as_a_disk_does():
                answer = self.bucket.Object(self._normalize_name(name)).get(**wanted)
        except BucketAway as error:
            status = _status(error.__cause__)
            if status == 304:
                return None
            if status == 404:
                raise FileNotFoundError(name) from error
            raise
        return answer["Body"], answer["LastModified"]

    def put_back(self, name: str, file: Any) -> None:  # noqa: ANN401
        """Keep a file of a backup under its own name, as it is, whatever has that name."""
        with _as_a_disk_does():
            self.bucket.Object(self._normalize_name(name)).upload_fileobj(
                file, ExtraArgs=self._get_write_parameters(name, file)
            )
        forget(name)


def _status(error: BaseException | None) -> int:
    said = error.response if isinstance(error, ClientError) else {}
    return int(said.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
