"""What writes make old, and what services say of it."""

from collections.abc import Iterable, Iterator
from contextlib import suppress

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import update_last_login
from django.db import connection, connections, transaction
from django.db.backends.sqlite3.base import DatabaseWrapper
from pytest_django import DjangoDbBlocker

from standfirst.lib import changes
from standfirst.lib.changes import changed
from standfirst.lib.shown import SETTINGS, noting_what_is_shown
from standfirst.lib.shown_nowhere import SHOWN_NOWHERE
from standfirst.lib.sites import SiteSetting
from standfirst.lib.stamps import noted, stamps

# Tables that readers' pages show something of. A new table belongs here, or into `SHOWN_NOWHERE`.
SHOWN = {
    "accounts_accountsettings", "accounts_user", "accounts_user_groups", "accounts_user_user_permissions", "auth_group", "auth_group_permissions",
    "auth_permission", "discussion_comment", "discussion_commentpicture", "discussion_commentrevision",
    "discussion_discussionsettings", "discussion_moderationentry", "discussion_passagequestion", "discussion_thread",
    "discussion_vote", "django_content_type", "funding_campaign", "funding_fundingsettings", "funding_gift",
    "funding_match", "funding_milestone", "funding_movement", "funding_pendingentry", "funding_receipt",
    "funding_receiptbook", "funding_regulargift", "funding_supporter", "importers_foreignsite", "publishing_articlepage",
    "publishing_articlepage_topics", "publishing_authorindexpage", "publishing_authorpage", "publishing_byline",
    "publishing_homepage", "publishing_newsroomsettings", "publishing_picture", "publishing_plainpage",
    "publishing_relatedarticle", "publishing_sectionpage", "publishing_sociallink", "publishing_topicindexpage",
    "publishing_topicpage", "taggit_tag", "taggit_taggeditem", "wagtailcore_collection",
    "wagtailcore_collectionviewrestriction", "wagtailcore_collectionviewrestriction_groups", "wagtailcore_locale",
    "wagtailcore_page", "wagtailcore_pageviewrestriction", "wagtailcore_pageviewrestriction_groups", "wagtailcore_site",
    "wagtaildocs_document", "wagtailembeds_embed", "wagtailimages_image", "wagtailredirects_redirect",
}  # fmt: skip
SECTION = "UPDATE publishing_sectionpage SET intro = ''"
THREAD = "UPDATE discussion_thread SET comment_count = 0"
TABLES = """
CREATE TABLE publishing_sectionpage (intro TEXT);
CREATE TABLE discussion_thread (comment_count INTEGER);
CREATE TABLE outbox_event (id INTEGER);
CREATE TABLE accounts_user (id INTEGER, last_login TEXT, first_name TEXT);
INSERT INTO accounts_user VALUES (1, NULL, '');
CREATE TABLE django_session (session_data TEXT);
"""


class _TakenBackError(Exception):
    pass


@pytest.fixture(autouse=True)
def database(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A database of a few tables whose transactions really end."""
    usual = connections["default"]
    own = DatabaseWrapper({**usual.settings_dict, "NAME": ":memory:", "OPTIONS": {}}, "default")
    with django_db_blocker.unblock():
        connections["default"] = own
        own.ensure_connection()
        own.connection.executescript(TABLES)
        yield
        own.connection.close()
        connections["default"] = usual


class _Kept:
    """A page that is kept under some keys."""

    def __init__(self, *keys: str) -> None:
        self.words = noted(stamps().now(), keys)

    @property
    def is_good(self) -> bool:
        return stamps().is_current(self.words)


def _write(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def test_of_every_table_it_was_decided_whether_pages_show_it():
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    assert tables - SHOWN - SHOWN_NOWHERE == set()
    assert SHOWN.isdisjoint(SHOWN_NOWHERE)
    # SQLite's table of words is none that PostgreSQL has.
    assert (SHOWN | SHOWN_NOWHERE) - tables <= {"wagtailsearch_indexentry_fts"}


def test_whoever_says_nothing_makes_every_page_old():
    kept = _Kept("thread:article-8")
    _write(SECTION)
    assert not kept.is_good


def test_a_reader_who_signs_in_leaves_all_as_they_are():
    kept, reader = _Kept(), get_user_model()(pk=1)
    update_last_login(None, reader)
    assert kept.is_good
    reader.save(update_fields=["last_login", "first_name"])
    assert not kept.is_good


def test_what_no_page_shows_leaves_all_as_they_are():
    kept = _Kept()
    _write("DELETE FROM outbox_event", "UPDATE django_session SET session_data = ''")
    assert kept.is_good


def test_a_service_that_names_a_discussion_leaves_the_others():
    this, other, several = _Kept("thread:article-8"), _Kept("thread:article-9"), _Kept("threads")
    with transaction.atomic():
        _write(THREAD)
        changed("thread:article-8")
    assert not this.is_good
    assert other.is_good
    assert not several.is_good


def test_a_name_says_nothing_of_other_tables():
    kept = _Kept("thread:article-9")
    with transaction.atomic():
        _write(THREAD, SECTION)
        changed("thread:article-8")
    assert not kept.is_good


@pytest.mark.parametrize("model", SiteSetting.__subclasses__())
def test_settings_that_change_make_all_old_whatever_is_named(model: type[SiteSetting]):
    kept, table = _Kept(), model._meta.db_table
    assert table in SETTINGS
    connection.connection.execute(f"CREATE TABLE {table} (id INTEGER)")
    with transaction.atomic():
        _write(f'DELETE FROM "{table}"')  # noqa: S608 - a name of ours
        changed("thread:article-8", "funding")
    assert not kept.is_good


def test_nothing_is_told_before_the_commit_and_of_what_was_taken_back():
    kept = _Kept()
    with suppress(_TakenBackError), transaction.atomic():
        _write(SECTION)
        assert kept.is_good
        raise _TakenBackError
    assert kept.is_good


@pytest.mark.parametrize("statements", [[], [SECTION]], ids=["before", "within"])
def test_what_is_written_after_a_part_was_taken_back_is_told(statements: Iterable[str]):
    kept = _Kept()
    with transaction.atomic():
        with suppress(_TakenBackError), transaction.atomic():
            _write(*statements, SECTION)
            raise _TakenBackError
        _write(SECTION)
    assert not kept.is_good


def test_one_transaction_after_another_is_told():
    for _ in range(3):
        kept = _Kept()
        with transaction.atomic():
            _write(SECTION)
        assert not kept.is_good


@pytest.mark.parametrize(
    ("statement", "tables"),
    [
        ('INSERT INTO "a_b" VALUES (1)', {"a_b"}),
        ('INSERT OR IGNORE INTO "a_b" VALUES (1)', {"a_b"}),
        ('UPDATE "a_b" SET c = 1', {"a_b"}),
        ('DELETE FROM "a_b"', {"a_b"}),
        ('WITH x AS (SELECT 1) UPDATE "a_b" SET c = 1', {"a_b"}),
        ('DELETE FROM "a_b" WHERE "c" IN (SELECT "d" FROM "e" FOR UPDATE SKIP LOCKED)', {"a_b"}),
        ('DELETE FROM "a_b" WHERE "c" IN (SELECT "d" FROM "e" FOR NO KEY UPDATE OF "e")', {"a_b"}),
        ('INSERT INTO "a_b" VALUES (1) ON CONFLICT DO UPDATE SET c = 1', {"a_b"}),
        ("WITH RECURSIVE x AS (SELECT 1) SELECT * FROM x", set()),
        ("VACUUM", set()),
    ],
)  # fmt: skip
def test_tables_are_found_in_what_is_asked(statement: str, tables: set[str]):
    assert set(changes.tables_written_by(statement)) == tables


@pytest.mark.parametrize(
    "query",
    [
        "SELECT count(*) FROM discussion_thread",
        "WITH t AS (SELECT * FROM discussion_thread) SELECT count(*) FROM t",
    ],
)
def test_a_page_that_reads_discussions_is_kept_under_all_of_them(query: str):
    with noting_what_is_shown() as shown, connection.cursor() as cursor:
        cursor.execute(query)
    assert shown.keys == {"threads"}


def test_a_full_disk_does_not_undo_what_was_written(monkeypatch: pytest.MonkeyPatch):
    def full() -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(changes, "stamps", full)
    _write(SECTION)
