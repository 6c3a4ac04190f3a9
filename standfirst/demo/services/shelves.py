"""Pictures and documents, copied from the package to where uploads are kept."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha1

from django.core.files.base import ContentFile
from wagtail.documents.models import Document

from standfirst.accounts.models import User
from standfirst.demo.shelf import CONTENT, PICTURES, read_table
from standfirst.publishing.models import Picture


def lay_out_pictures(*, uploader: User, at: datetime) -> dict[str, int]:
    """Keep every picture with all that must be known of it; return their numbers by name."""
    table = read_table("pictures", at=at)
    numbers: dict[str, int] = {}
    for row in table["pictures"]:
        file_name = f"{row['name']}.jpg"
        picture = Picture(
            title=row["title"],
            description=row["alt"],
            caption=row["caption"],
            place=row["place"],
            taken_on=(at - timedelta(days=row["taken_days_ago"])).date(),
            credit=table["credit"],
            licence=table["licence"],
            file=ContentFile((PICTURES / file_name).read_bytes(), file_name),
            uploaded_by_user=uploader,
        )
        picture.save()
        numbers[row["name"]] = picture.pk
    return numbers


def lay_out_documents(rows: Iterable[dict[str, str]], *, uploader: User) -> dict[str, int]:
    """Keep every document; return their numbers by name of file."""
    numbers: dict[str, int] = {}
    for row in rows:
        words = (CONTENT / "documents" / row["file"]).read_bytes()
        document = Document(title=row["title"], uploaded_by_user=uploader)
        document.file.save(row["file"], ContentFile(words), save=False)
        document.file_size, document.file_hash = (
            len(words),
            sha1(words, usedforsecurity=False).hexdigest(),
        )
        document.save()
        numbers[row["file"]] = document.pk
    return numbers
