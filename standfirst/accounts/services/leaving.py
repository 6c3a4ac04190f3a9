"""Taking one's data along, and leaving."""

import json
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from html import escape
from typing import IO

from django.db import transaction
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from standfirst.accounts.data import Section, Value, keepers
from standfirst.accounts.models import User
from standfirst.lib.errors import Refused

# Up to here the file is built in memory, then on disk; rows are never all in memory.
_IN_MEMORY = 5 * 1024 * 1024


class StaffStay(Refused):
    """Whoever works here does not erase themselves: others rely on what their role did."""

    code = "staff-stay"


def export_data(*, user: User, at: datetime) -> IO[bytes]:
    """Return a zip file of all that is kept of `user`, rewound; whoever takes it closes it.

    It holds `index.html`, and for each kind of rows a page to read and a `.json` with the same.
    """
    file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed once it is sent
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        sections = [section for keeper in keepers() for section in keeper.export(user)]
        counts = [_write(archive, section) for section in sections]
        with archive.open("index.html", "w") as page:
            page.writelines(part.encode() for part in _index(sections, counts, at))
    file.seek(0)
    return file


def erase_account(*, user: User, keep_words: bool, at: datetime) -> None:
    """Forget `user` everywhere, at once or not at all: the account is gone after this.

    Args:
        keep_words: what they wrote stays for those who answered it, without a name; or goes, too.

    Raises:
        StaffStay: they have a role.
    """
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user.pk)
        if user.is_staff_member:
            raise StaffStay(
                _("You work here. Please ask an operator to take your role away first.")
            )
        for keeper in keepers():
            keeper.erase(user, keep_words=keep_words, at=at)


def _write(archive: zipfile.ZipFile, section: Section) -> int:
    """Write the two files of `section`, row by row, and return how many there were."""
    count = 0
    with archive.open(f"{section.name}.json", "w") as file:
        file.write(b"[")
        for count, row in enumerate(section.rows(), start=1):
            text = json.dumps(dict(row), ensure_ascii=False, indent=1)
            file.write((",\n" if count > 1 else "\n").encode() + text.encode())
        file.write(b"\n]\n")
    with archive.open(f"{section.name}.html", "w") as page:
        page.writelines(part.encode() for part in _page(section))
    return count


def _page(section: Section) -> Iterator[str]:
    yield _head(section.title)
    yield f'<p><a href="index.html">{escape(_("All files"))}</a></p>\n'
    for row in section.rows():
        yield "<hr>\n<dl>\n"
        yield from (f"<dt>{escape(name)}</dt><dd>{_shown(row[name])}</dd>\n" for name in row)
        yield "</dl>\n"


def _index(sections: Iterable[Section], counts: Iterable[int], at: datetime) -> Iterator[str]:
    yield _head(_("Your data"))
    yield f"<p>{escape(_('All that was kept of you at this time:'))} {at.isoformat(timespec='minutes')}</p>\n<ul>\n"
    for section, count in zip(sections, counts, strict=True):
        many = ngettext("%(n)s entry", "%(n)s entries", count) % {"n": count}
        name = section.name
        yield f'<li><a href="{name}.html">{escape(section.title)}</a>, {many} (<a href="{name}.json">JSON</a>)</li>\n'
    yield "</ul>\n"


def _head(title: str) -> str:
    return (
        f'<!doctype html>\n<html lang="{get_language() or "en"}"><meta charset="utf-8">'
        f'<meta name="color-scheme" content="light dark">'
        f'<meta name="viewport" content="width=device-width">\n'
        f"<title>{escape(title)}</title>\n<h1>{escape(title)}</h1>\n"
    )


def _shown(value: Value) -> str:
    return "" if value is None else escape(str(value)).replace("\n", "<br>")
