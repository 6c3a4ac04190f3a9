"""Takes over the media library: pictures, and other files as documents."""

import re
from hashlib import file_digest, sha1
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from wagtail.documents import get_document_model
from wagtail.models import Collection

from standfirst.importers.file_names import forms_of
from standfirst.lib.pictures.metadata import Broken
from standfirst.lib.pictures.storage import cleaned
from standfirst.publishing.models import Picture

from .bodies import PictureRef
from .bodies.captions import split_credit
from .files import MediaFolder, name_of, site_folder
from .ledger import Kind, Ledger
from .pictures import FORMATS, UNREADABLE, Unfit, measured
from .plugins import credit_in
from .records import Item
from .report import Report
from .words import line, lines

RECORDINGS = (
    "mp3",
    "m4a",
    "ogg",
    "oga",
    "wav",
    "flac",
    "mp4",
    "m4v",
    "webm",
    "ogv",
    "mov",
    "doc",
    "xls",
    "ppt",
    "odp",
    "rtf",
)
"""Beside what editors may upload: an archive has what it has, and none of these runs in a reader's browser."""


class Library:
    """Takes each attachment once, and answers which picture or document stands for it."""

    def __init__(self, media: MediaFolder, ledger: Ledger, report: Report) -> None:
        self._media, self._ledger, self._report = media, ledger, report
        _, _, address = ledger.site.address.rpartition("://")
        self._folder = re.sub(r"[^A-Za-z0-9.]+", "-", address).strip("-.") or "wordpress"
        self._documents = {*settings.WAGTAILDOCS_EXTENSIONS, *RECORDINGS}
        self._names: dict[str, int] = {}
        self._former_names: dict[str, int] = {}
        self._note_names_of_earlier_runs()
        self.names: dict[str, int] = {}
        self._without_credit: dict[int, str] = {}

    def take(self, item: Item, digest: str) -> None:
        """Take an attachment over; a second time, or without its file, nothing happens."""
        name = name_of(item)
        extension = name.rpartition(".")[2].lower()
        kind = Kind.PICTURE if extension in FORMATS else Kind.DOCUMENT
        self._note_name(name, item.id)
        what = "picture" if kind == Kind.PICTURE else "document"
        if self._ledger.find(kind, item.id):
            self._report.already_here[what] += 1
            return
        if kind == Kind.DOCUMENT and extension not in self._documents:
            self._report.left_out[
                f"attachment of a kind that is not taken (.{extension[:10]})"
            ] += 1
            return
        found = self._media.find(name, site=site_folder(item))
        if found.path is None:
            self._leave_out(
                name or item.attachment_url or f"attachment {item.id}",
                f"attachment without its {found.why_not}",
            )
            return
        put = self._picture if kind == Kind.PICTURE else self._document
        try:
            with transaction.atomic():
                made = put(item, found.path, name)
                self._ledger.note(kind, item.id, made, digest=digest)
        except Unfit as why:
            self._leave_out(name, f"attachment whose {what} {why}")
        else:
            self._report.taken[what] += 1

    def attachment(self, name: str) -> int | None:
        """Return the attachment whose file has a name, or was once called so, in any size."""
        forms = list(forms_of(name))
        known = (
            names[form]
            for names in (self._names, self._former_names)
            for form in forms
            if form in names
        )
        return next(known, None)

    def picture(self, wordpress_id: int) -> PictureRef | None:
        """Return the picture that stands for an attachment, unless it has been deleted here."""
        number = self._ledger.number(Kind.PICTURE, wordpress_id)
        found = (
            Picture.objects.filter(pk=number)
            .values_list("pk", "caption", "credit", "description")
            .first()
            if number
            else None
        )
        return PictureRef(*found) if found else None

    def document(self, wordpress_id: int) -> int | None:
        """Return the document that stands for an attachment."""
        number = self._ledger.number(Kind.DOCUMENT, wordpress_id)
        return (
            number if number and get_document_model().objects.filter(pk=number).exists() else None
        )

    def name_missing_credits(self) -> None:
        """Name the pictures of this run of which neither the library nor any article says who made them."""
        numbers = Picture.objects.filter(pk__in=list(self._without_credit), credit="").values_list(
            "pk", flat=True
        )
        names = [self._without_credit[number] for number in numbers.order_by("pk")]
        self._report.remarks["picture whose credit is missing"] += len(names)
        self._report.without_credit.extend(name[:200] for name in names)

    def _note_name(self, name: str, number: int) -> None:
        self._names.setdefault(name, number)
        for form in forms_of(name):
            self._former_names.setdefault(form, number)

    def _note_names_of_earlier_runs(self) -> None:
        """Another file of the same site may have named what this one's bodies show."""
        for kind, model in ((Kind.PICTURE, Picture), (Kind.DOCUMENT, get_document_model())):
            theirs = self._ledger.numbers(kind)
            for ours, stored in model.objects.values_list("pk", "file").iterator():
                if ours in theirs:
                    _, found, name = str(stored).partition(f"/{theirs[ours]}/")
                    self._note_name(name if found else "", int(theirs[ours]))

    def _leave_out(self, name: str, why: str) -> None:
        self._report.left_out[why] += 1
        self._report.missing_files.append(name[:200])

    def _picture(self, item: Item, path: Path, name: str) -> int:
        size = measured(path)
        caption, credit = _caption_and_credit(item)
        picture = Picture(
            title=line(item.title, longest=255) or path.stem,
            description=" ".join(item.meta.get("_wp_attachment_image_alt", "").split())[:255],
            caption=caption[:500],
            credit=credit[:200],
            collection=Collection.get_first_root_node(),
            width=size[0],
            height=size[1],
        )
        picture.file.name, picture.file_size, picture.file_hash = self._store(
            f"pictures/{self._folder}/{item.id}", path, name
        )
        picture.save()
        _keep_date(picture, item)
        if not credit:
            self._without_credit[picture.pk] = name
        return int(picture.pk)

    def _document(self, item: Item, path: Path, name: str) -> int:
        document = get_document_model()(
            title=line(item.title, longest=255) or path.name,
            collection=Collection.get_first_root_node(),
        )
        document.file.name, document.file_size, document.file_hash = self._store(
            f"documents/{self._folder}/{item.id}", path, name
        )
        document.save()
        _keep_date(document, item)
        return int(document.pk)

    def _store(self, folder: str, path: Path, name: str) -> tuple[str, int, str]:
        """Copy a file to where only this attachment can be: a killed run leaves none behind that the next does not replace.

        Raises:
            Unfit: it cannot be read.
        """
        target = f"{folder}/{name}"
        try:
            with path.open("rb") as source:
                digest = file_digest(source, lambda: sha1(usedforsecurity=False)).hexdigest()
                # Pictures are kept without their metadata; here, so that a dry run meets what is broken, too.
                kept = cleaned(File(source, name=path.name))
                if not self._report.is_dry_run:
                    default_storage.delete(target)
                    target = default_storage.save(target, kept)
                return target, kept.size, digest
        except (Broken, PermissionError) as error:
            raise Unfit(UNREADABLE) from error


def _caption_and_credit(item: Item) -> tuple[str, str]:
    """Return what a picture shows and who made it; what a plugin or the file itself says comes before the caption's end."""
    whole = lines(item.excerpt)
    caption, credit = split_credit(whole)
    if said := credit_in(item.meta):
        return (caption if credit in {"", said} else whole), said
    return caption, credit


def _keep_date(row: Picture, item: Item) -> None:
    if item.published_at:
        type(row).objects.filter(pk=row.pk).update(created_at=item.published_at)
