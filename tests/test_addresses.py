"""Every address of the site, also those that Wagtail brings along, stands on a list that says who may enter."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from standfirst.accounts.roles import OPERATOR
from standfirst.accounts.second_step import FRESH, SIGNED_IN_AT
from standfirst.accounts.testing import make_user
from standfirst.publishing.welcome.services import welcome_code

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parent.parent
# The second leads on to the first.
SIGN_IN = ("/account/sign-in/", "/admin/login/")
SAID_OF = {"welcome-code": {"holder of the welcome code"}, "gone": {"admin"}}
# Icons and words of the editor, the same for everybody.
WAGTAILS = {"admin/sprite/", "admin/jsi18n/"}
# Where each is counted, and a word of that code.
LIMITS = {
    "password": ("accounts/backends.py", '"password"'),
    "mailed-code": ("accounts/codes.py", '"mailed-code"'),
    "mailed-code-guess": ("accounts/codes.py", '"mailed-code-guess"'),
    "shared-password": ("accounts/shared_passwords.py", '"shared-password"'),
    "welcome": ("publishing/welcome/code.py", '"welcome"'),
    "preview": ("discussion/services/previewing.py", '"preview"'),
    "keep-words": ("discussion/views/signing_in.py", '"keep-words"'),
    "comments": ("discussion/services/pace.py", "RecentAct.Act.POST"),
    "votes": ("discussion/services/voting.py", "RecentAct.Act.VOTE"),
    "questions": ("discussion/services/asking.py", "RecentAct.Act.ASK"),
    "follow-ask": ("notifications/services/following.py", '"follow-ask"'),
    "gifts": ("funding/services/giving.py", "RecentGift"),
    "gift-link": ("funding/services/own_gifts.py", '"gift-link"'),
}


@dataclass(frozen=True)
class Address:
    """One line of the list."""

    who: str
    step: str
    limit: str
    pattern: str

    @property
    def example(self) -> str:
        """A path that the pattern matches."""
        path = re.sub(r"\(\?P<\w+>(.*?)\)", lambda found: _first(found[1]), self.pattern)
        path = path.replace(r"(\d+)/(.*)", "11/x").replace(r"((?:[\w\-]+/)*)", "nowhere/")
        path = path.replace(".*/", "nowhere/").replace("<year:year>", "2026")
        path = re.sub(r"<(int|two):\w+>", "11", path)
        return "/" + re.sub(r"<[\w:]+>", "x", path).translate(str.maketrans("", "", "^$\\"))


def _first(choice: str) -> str:
    """The first of several words, or what a class of signs matches."""
    return {r"\d+": "11", "[^.]+": "x"}.get(choice, choice.split("|")[0])


def patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern, address)
        else:
            yield address, pattern


def listed() -> list[Address]:
    lines = (ROOT / "tests" / "addresses.txt").read_text().splitlines()
    return [Address(*line.split(None, 3)) for line in lines if not line.startswith("#")]


LISTED = listed()
FOR_STAFF = [line for line in LISTED if line.who == "admin" or "." in line.who]


@pytest.fixture(autouse=True)
def _second_step_taken() -> None:
    """Here nobody has taken it."""


def test_each_stands_on_the_list_and_nothing_else_does():
    assert list(dict(patterns(get_resolver()))) == [line.pattern for line in LISTED]


def test_each_view_of_ours_says_what_the_list_says():
    views: dict[str, object] = {}
    for address, pattern in patterns(get_resolver()):
        views.setdefault(address, pattern.callback)
    for line in LISTED:
        said = getattr(views[line.pattern], "access", "")
        if said or line.who == "anyone":
            assert said in SAID_OF.get(line.who, {line.who}) or line.pattern in WAGTAILS, line
        if not line.pattern.startswith("admin/"):
            assert getattr(views[line.pattern], "step", "-") == line.step, line


def test_a_stranger_is_asked_to_sign_in(client: Client):
    for line in LISTED:
        if line.who not in {"anyone", "gone", "welcome-code"}:
            for answer in (client.get(line.example), client.post(line.example)):
                assert answer.headers["Location"].startswith(SIGN_IN), line


def test_what_is_gone_is_there_for_nobody(client: Client):
    for line in LISTED:
        if line.who == "gone":
            assert client.get(line.example).status_code == 404, line


def test_a_reader_enters_nothing_of_the_staff(client: Client):
    client.force_login(make_user("charlie"))
    for line in FOR_STAFF:
        if line.step == "second":
            assert client.get(line.example).status_code == 403, line


def test_staff_take_the_second_step_first(client: Client):
    client.force_login(make_user("vera", OPERATOR))
    for line in FOR_STAFF:
        if line.step == "second":
            answer = client.get(line.example)
            assert answer.headers["Location"].startswith("/account/second-step/"), line


def test_an_old_session_is_asked_to_sign_in_again(client: Client):
    client.force_login(make_user("alice"))
    session = client.session
    session[SIGNED_IN_AT] -= FRESH + 1
    session.save()
    for line in LISTED:
        if line.step == "fresh":
            answer = client.get(line.example)
            assert answer.headers["Location"].startswith("/account/sign-in/again/"), line


@pytest.mark.parametrize("limit", sorted({line.limit for line in LISTED} - {"-"}))
def test_each_limit_is_counted_where_it_is_said_to_be(limit: str):
    file, word = LIMITS[limit]
    assert word in (ROOT / "standfirst" / file).read_text()


def test_who_sets_the_house_up_sets_the_second_step_up_as_well(client: Client):
    from standfirst.publishing.welcome.door import door  # noqa: PLC0415

    door.forget()
    client.get("/welcome/", {"code": welcome_code()})
    fields = {
        "name": "The Harbour Ledger", "language": "en", "time_zone": "UTC", "first_name": "Vera",
        "last_name": "Holm", "email": "vera@ledger.example", "password": "the wall leaks at noon",
        "password_again": "the wall leaks at noon", "sections": "Harbour",
    }  # fmt: skip
    assert client.post("/welcome/", fields).headers["Location"] == "/admin/"
    assert client.get("/account/app/add/").status_code == 200
