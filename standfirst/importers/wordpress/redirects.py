"""Keeps the old addresses alive: one permanent redirect for each, straight to the new place."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.db import transaction
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.models import Page

from standfirst.importers.addresses import as_asked
from standfirst.importers.file_names import forms_of
from standfirst.publishing.models import HomePage, Picture
from standfirst.publishing.reserved import reserved_slugs

from .identities import MADE_UP
from .ledger import Kind, Ledger
from .people import People, nicename
from .places import path_of
from .plan import Plan
from .records import Item
from .report import Report

BATCH = 500
LONGEST = 255
OLD_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
DATED = re.compile(r"(?P<above>.*?)/\d{4}/\d\d(?P<day>/\d\d)?(?=/)")
Target = int | str
"""A page's number, or an address of a file."""


def redirect_old_addresses(plan: Plan, ledger: Ledger, home: HomePage, report: Report) -> None:
    """Add the redirects that are missing; those that an editor changed are left alone."""
    wanted: dict[str, Target] = {}
    for path, target in _wanted(plan, ledger):
        normal = as_asked(path)
        if normal not in {"", "/"} and len(normal) <= LONGEST:
            wanted.setdefault(normal, target)
    known = set(ledger_paths(wanted))
    report.already_here["redirect"] += len(known)
    _add({path: target for path, target in wanted.items() if path not in known}, home, report)


def ledger_paths(wanted: dict[str, Target]) -> Iterator[str]:
    """Yield those of the paths that are redirected already."""
    paths = list(wanted)
    for start in range(0, len(paths), BATCH):
        yield from Redirect.objects.filter(old_path__in=paths[start : start + BATCH]).values_list(
            "old_path", flat=True
        )


def _add(wanted: dict[str, Target], home: HomePage, report: Report) -> None:
    root = home.url_path.rstrip("/")
    addresses = dict(Page.objects.values_list("pk", "url_path"))
    paths = list(wanted)
    for start in range(0, len(paths), BATCH):
        some = paths[start : start + BATCH]
        taken = set(
            Page.objects.live()
            .filter(url_path__in=[f"{root}{path}/" for path in some])
            .values_list("url_path", flat=True)
        )
        rows = []
        for path in some:
            target = wanted[path]
            if f"{root}{path}/" in taken:
                report.remarks["old address that a page of ours has: no redirect needed"] += 1
                _tell_of_another(path, f"{root}{path}/", target, addresses, report)
            elif path.split("/")[1].lower() in reserved_slugs():
                _tell_of_another(path, f"{root}{path}/", target, addresses, report)
            elif isinstance(target, str):
                rows.append(Redirect(old_path=path, redirect_link=target, is_permanent=True))
            elif target in addresses:
                rows.append(Redirect(old_path=path, redirect_page_id=target, is_permanent=True))
        with transaction.atomic():
            Redirect.objects.bulk_create(rows)
        report.taken["redirect"] += len(rows)


def _tell_of_another(
    path: str, here: str, target: Target, addresses: dict[int, str], report: Report
) -> None:
    """Say that an old address shows something else now: nobody who follows it learns where the page went."""
    now = addresses.get(target) if isinstance(target, int) else None
    if now and now != here and "?" not in path:
        name = now.strip("/").rpartition("/")[2]
        report.remarks[
            f"address {path}/ shows a page of ours: what was there is called {name} now"
        ] += 1


def _wanted(plan: Plan, ledger: Ledger) -> Iterator[tuple[str, Target]]:
    base = urlsplit(plan.site.base_url).path.rstrip("/")
    for item in plan.items.values():
        for kind, query in ((Kind.ARTICLE, "p"), (Kind.PAGE, "page_id")):
            if (number := ledger.number(kind, item.id)) is not None:
                for path in _paths_of(item):
                    yield path, number
                if item.id < MADE_UP:
                    yield f"{base}/?{query}={item.id}", number
                    yield f"{base}/?p={item.id}", number
        if item.type == "attachment":
            yield from _of_attachment(item, plan, ledger, base)
    yield from _of_larger_files(plan, ledger)
    yield from _of_rooms(plan, ledger, base)
    yield from _of_authors(plan, ledger, base)


def _paths_of(item: Item) -> Iterator[str]:
    """Yield an item's address, in small letters too, and those that it had before it was renamed or dated anew."""
    path = path_of(item.link)
    yield path
    yield path.lower()
    above = path.rpartition("/")[0]
    for slug in item.meta.get("_wp_old_slug", "").split("\n"):
        if slug.strip() and "?" not in path:
            yield f"{above}/{slug.strip()}"
    for date in item.meta.get("_wp_old_date", "").split("\n"):
        if (old := OLD_DATE.fullmatch(date.strip())) and (found := DATED.match(path)):
            yield f"{found['above']}/{old[1]}/{old[2]}{f'/{old[3]}' if found['day'] else ''}{path[found.end() :]}"


def _of_larger_files(plan: Plan, ledger: Ledger) -> Iterator[tuple[str, Target]]:
    """Yield what a file was called before it was scaled, turned or edited, unless that is a file of its own."""
    for item in plan.of_type("attachment"):
        forms = list(forms_of(path_of(item.attachment_url)))
        if len(forms) > 1 and (address := _address_of_file(item, ledger)):
            yield from ((form, address) for form in forms[1:])


def _of_attachment(
    item: Item, plan: Plan, ledger: Ledger, base: str
) -> Iterator[tuple[str, Target]]:
    address = _address_of_file(item, ledger)
    if address:
        yield path_of(item.attachment_url), address
    shown_in = next(
        (
            number
            for owner in (item.parent, plan.shown_in.get(item.id, 0))
            if (number := ledger.number(Kind.ARTICLE, owner) or ledger.number(Kind.PAGE, owner))
        ),
        None,
    )
    target: Target | None = shown_in or address
    if target:
        yield path_of(item.link), target
        yield f"{base}/?attachment_id={item.id}", target


def _address_of_file(item: Item, ledger: Ledger) -> str:
    for kind, model in ((Kind.PICTURE, Picture), (Kind.DOCUMENT, get_document_model())):
        number = ledger.number(kind, item.id)
        row = model.objects.filter(pk=number).first() if number else None
        if row is not None:
            is_picture = kind == Kind.PICTURE
            return reverse("imported-picture", args=[row.pk]) if is_picture else str(row.url)
    return ""


def _of_rooms(plan: Plan, ledger: Ledger, base: str) -> Iterator[tuple[str, Target]]:
    """WordPress does not export how it names its archives; these are the names it starts with."""
    for (taxonomy, slug), term in plan.terms.items():
        if taxonomy == "category" and (number := _of_category(slug, ledger)) is not None:
            yield f"{base}/category/{slug}", number
            yield f"{base}/category/{'/'.join(_with_parents(plan, slug))}", number
            if term.id:
                yield f"{base}/?cat={term.id}", number
        elif taxonomy == "post_tag" and (number := ledger.number(Kind.TOPIC, slug)) is not None:
            yield f"{base}/tag/{slug}", number
            yield f"{base}/?tag={slug}", number


def _of_authors(plan: Plan, ledger: Ledger, base: str) -> Iterator[tuple[str, Target]]:
    """An author's page is named after the login, written as WordPress writes addresses."""
    people = People(plan)
    named = {login for item in plan.items.values() for login in people.writers(item)}
    logins = {*plan.authors, *(guest.login for guest in people.guests), *sorted(named)}
    for login in logins:
        if (number := ledger.number(Kind.AUTHOR, login)) is None:
            continue
        also = [name for name, account in people.other_names.items() if account == login]
        for name in {*map(nicename, [login, *also]), login, login.lower()} - {""}:
            yield f"{base}/author/{name}", number
        if found := people.author(login).id:
            yield f"{base}/?author={found}", number


def _of_category(slug: str, ledger: Ledger) -> int | None:
    """Return where the articles of a category are: its section, or its topic."""
    return ledger.number(Kind.SECTION, slug[:200]) or ledger.number(Kind.TOPIC, slug[:200])


def _with_parents(plan: Plan, slug: str) -> list[str]:
    path: list[str] = []
    while slug and slug not in path:
        path.insert(0, slug)
        term = plan.terms.get(("category", slug))
        slug = term.parent if term else ""
    return path
