"""Somebody takes their data along, or has it erased: through every app that keeps something."""

import io
import json
import time
import zipfile
from datetime import UTC, datetime
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from wagtail.log_actions import log

from standfirst.accounts.models import StandingChange, User
from standfirst.accounts.roles import MODERATOR
from standfirst.accounts.second_step import FRESH, SIGNED_IN_AT
from standfirst.accounts.testing import make_user
from standfirst.discussion.models import (
    Comment,
    CommentAddress,
    CommentPicture,
    CommentRevision,
    IgnoredReader,
    ModerationEntry,
    PassageQuestion,
    RecentAct,
    Thread,
    Vote,
)
from standfirst.discussion.services import recount
from standfirst.discussion.testing import make_comment, make_thread
from standfirst.notifications.models import Follower, Mailing
from standfirst.notifications.testing import make_follow
from standfirst.publishing.testing import make_article

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 1, 20, 12, 0, tzinfo=UTC)
OWN = {"HTTP_SEC_FETCH_SITE": "same-origin"}
MAIL, NAME = "zoraya.quill@mail.example", "Zoraya Quill"
WORDS = "Xylophones were hidden in the pier"


@pytest.fixture
def zoraya() -> User:
    """Somebody who left traces wherever a reader can."""
    reader = User.objects.create_user(MAIL, display_name=NAME, first_name="Zoraya", last_name="Q")
    max_ = make_user("max", MODERATOR)
    thread = make_thread(make_article())
    own = {"user": reader, "name": NAME, "mail": MAIL, "website": "https://zoraya.example/"}
    answered = make_comment(thread, WORDS, guest_key="zoraya-key", **own)
    bob = make_comment(thread, "Bob answers.", parent=answered, name="Bob")
    make_comment(thread, f"{WORDS} again", parent=bob, **own)
    make_comment(thread, f"{WORDS}, held", state="held", held_for="links", **own)
    make_comment(thread, f"{WORDS}, removed", state="removed", removed_reason="rule 2", **own)
    recount(thread)
    CommentRevision.objects.create(
        comment=answered, words=f"{WORDS} before", html=f"<p>{WORDS} before</p>", written_at=NOON
    )
    CommentAddress.objects.create(comment=answered, address_key="zoraya-address", at=NOON)
    RecentAct.objects.create(sender=f"user-{reader.pk}", at=NOON)
    Comment.objects.filter(pk=bob.pk).update(up=1, score=1)
    Vote.objects.create(comment=bob, user=reader, is_up=True, at=NOON)
    IgnoredReader.objects.create(user=max_, ignored=reader, name=NAME, at=NOON)
    IgnoredReader.objects.create(user=reader, guest_key="bob", name="Bob", at=NOON)
    PassageQuestion.objects.create(
        thread=thread,
        key="q",
        question=f"{WORDS}?",
        quote="The pier",
        user=reader,
        is_by_newsroom=False,
    )
    StandingChange.objects.bulk_create(
        [
            StandingChange(mailbox=MAIL, kind="suspended", words=NAME, by=max_, at=NOON),
            StandingChange(
                reader=reader, kind="suspended", words=f"{NAME} insulted", by=max_, at=NOON
            ),
        ]
    )
    ModerationEntry.objects.create(thread=thread, comment=answered, act="pin", by=max_, at=NOON)
    CommentPicture.objects.create(
        comment=answered, name="secret", description=f"{WORDS}, drawn", width=1, height=1
    )
    default_storage.save("comments/secret.webp", ContentFile(b"a picture"))
    make_follow(reader, target=thread.key)
    make_follow(MAIL, target=thread.key)
    Mailing.objects.create(
        follower=Follower.objects.get(mail=MAIL),
        kind="news",
        made_at=NOON,
        next_at=NOON,
        error=f"{MAIL} is full",
    )
    EmailAddress.objects.create(user=reader, email=MAIL, verified=True)
    Authenticator.objects.create(
        user=reader, type=Authenticator.Type.WEBAUTHN, data={"name": f"{NAME}’s phone"}
    )
    SocialAccount.objects.create(
        user=reader, provider="house", uid="7", extra_data={"email": MAIL, "name": NAME}
    )
    log(instance=reader, action="wagtail.edit", user=max_)
    return reader


def signed_in(client: Client, user: User, *, at: float | None = None) -> Client:
    """Sign in just now, or `at` a time (s): a session that is older must prove who sits there."""
    client.force_login(user)
    session = client.session
    session[SIGNED_IN_AT] = time.time() if at is None else at
    session.save()
    return client


@pytest.fixture
def browser(zoraya: User, client: Client) -> Client:
    return signed_in(client, zoraya)


def traces(*needles: str) -> list[str]:
    """Every table and column, of our apps and of all others, whose text holds one of `needles`."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            for column in connection.introspection.get_table_description(cursor, table):
                quoted = connection.ops.quote_name(column.name)
                text = f"LOWER(CAST({quoted} AS text))"
                for needle in needles:
                    cursor.execute(
                        f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)} WHERE {text} LIKE %s",  # noqa: S608
                        [f"%{needle.lower()}%"],
                    )
                    if cursor.fetchone()[0]:
                        found.append(f"{table}.{column.name}: {needle}")
    return found


def erase(client: Client, keep_words: str, typed: str = "erase"):
    return client.post("/account/data/erase/", {"keep_words": keep_words, "typed": typed}, **OWN)


def archive(client: Client) -> zipfile.ZipFile:
    answer = client.post("/account/data/export/", **OWN)
    assert answer.status_code == 200
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def test_finds_traces_before(zoraya: User):
    assert len(traces(MAIL, NAME, WORDS, "zoraya")) > 10


def test_forgets_who_wrote_and_keeps_the_words(browser: Client, zoraya: User):
    assert erase(browser, "yes").status_code == 303
    assert traces(MAIL, NAME, "zoraya", f"user-{zoraya.pk}") == []
    assert Comment.objects.filter(words__startswith=WORDS, user=None, name="").count() == 4


def test_forgets_the_words_as_well(
    browser: Client,
    zoraya: User,
    django_capture_on_commit_callbacks: Any,
):
    with django_capture_on_commit_callbacks(execute=True):
        assert erase(browser, "no").status_code == 303
    assert traces(MAIL, NAME, "zoraya", WORDS, f"user-{zoraya.pk}") == []
    assert not default_storage.exists("comments/secret.webp")
    page = Client().get("/discussion/" + Thread.objects.get().key + "/").content.decode()
    assert "Bob answers." in page
    assert "Deleted by its writer." in page


@pytest.mark.parametrize("keep", ["yes", "no"])
def test_leaves_figures_true_and_the_log_standing(browser: Client, keep: str):
    erase(browser, keep)
    assert recount(Thread.objects.get()) == 0
    assert (Vote.objects.count(), Comment.objects.get(name="Bob").up) == (0, 0)
    assert ModerationEntry.objects.get().by_name == "Max Example"


def test_ends_every_session(browser: Client, zoraya: User):
    other = Client()
    signed_in(other, zoraya)
    assert "Your account has been erased" in browser.get(erase(browser, "yes").url).content.decode()
    assert Session.objects.count() == 0
    for client in (browser, other):
        assert client.get("/account/data/").status_code == 302


def test_asks_for_the_word_and_the_choice(browser: Client, zoraya: User):
    for answer in (erase(browser, "yes", "ERAS"), erase(browser, ""), erase(browser, "maybe")):
        assert answer.status_code == 422
        assert 'role="alert"' in answer.content.decode()
    assert "checked" in erase(browser, "no", "").content.decode()
    assert User.objects.filter(pk=zoraya.pk).exists()
    assert erase(browser, "no", " Erase ").status_code == 303


def test_refuses_who_works_here_in_words(client: Client):
    signed_in(client, make_user("max", MODERATOR))
    page = erase(client, "yes")
    assert page.status_code == 422
    assert "ask an operator" in page.content.decode()
    assert User.objects.count() == 1


def test_names_nobody_for_an_act_of_a_moderator_who_left(client: Client, zoraya: User):
    max_ = User.objects.get(email__startswith="max")
    max_.groups.clear()
    signed_in(client, max_)
    assert erase(client, "no").status_code == 303
    assert ModerationEntry.objects.get().by_name == "a moderator"
    assert traces("max@ledger.example") == []


def test_gives_everything_in_one_file(browser: Client):
    with archive(browser) as file:
        rows = {
            name: json.loads(file.read(name)) for name in file.namelist() if name.endswith(".json")
        }
        assert rows["account.json"][0]["email"] == MAIL
        assert [row["state"] for row in rows["comments.json"]] == [
            "approved",
            "approved",
            "held",
            "removed",
        ]
        assert rows["comments.json"][3]["reason_for_removal"] == "rule 2"
        assert rows["earlier-words.json"][0]["words"] == f"{WORDS} before"
        assert [row["words"] for row in rows["standing.json"]] == [f"{NAME} insulted", NAME]
        for name in ("questions", "votes", "ignored-readers", "passkeys", "letters"):
            assert len(rows[f"{name}.json"]) == 1
        assert len(rows["follows.json"]) == 2
        assert rows["comments.json"][0]["picture"].endswith("/secret.webp")
        assert {name.replace(".json", ".html") for name in rows} < set(file.namelist())
        assert "4 entries" in file.read("index.html").decode()


def test_never_runs_what_somebody_wrote(browser: Client, zoraya: User):
    Comment.objects.filter(user=zoraya).update(words="<script>alert(1)</script>\nand more")
    with archive(browser) as file:
        page = file.read("comments.html").decode()
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;<br>and more" in page


def test_gives_nobody_else_anything(client: Client, zoraya: User):
    for address in ("/account/data/export/", "/account/data/erase/"):
        assert client.post(address, **OWN).status_code == 302
    assert client.get("/account/data/").status_code == 302
    signed_in(client, make_user("charlie"))
    with archive(client) as file:
        held = "".join(file.read(name).decode() for name in file.namelist())
    assert WORDS not in held
    assert MAIL not in held


def test_takes_no_form_of_another_site(browser: Client, zoraya: User):
    for address in ("/account/data/export/", "/account/data/erase/"):
        answer = browser.post(address, {"keep_words": "no", "typed": "erase"})
        assert answer.status_code == 403
    assert User.objects.filter(pk=zoraya.pk).exists()


def test_asks_again_who_sits_there(client: Client, zoraya: User):
    signed_in(client, zoraya, at=time.time() - FRESH)
    for address in ("/account/data/export/", "/account/data/erase/"):
        answer = client.post(address, {"keep_words": "no", "typed": "erase"}, **OWN)
        assert answer.url.startswith("/account/sign-in/again/?next=")
    signed_in(client, zoraya)
    assert client.get("/account/data/erase/").url == "/account/data/"
