"""Passkeys as far as no browser is needed, and accounts of other houses."""

import json
from collections.abc import Callable, Iterator
from types import ModuleType, SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.core.context import request_context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.models import Authenticator
from allauth.socialaccount.internal.flows.login import complete_login
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.socialaccount.providers import registry
from allauth.socialaccount.providers.github import urls as github_urls
from allauth.socialaccount.providers.github.provider import GitHubProvider
from allauth.socialaccount.providers.google import urls as google_urls
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import include, path
from lxml import html

from standfirst.accounts.adapter import HouseAdapter
from standfirst.accounts.houses import MOST_IN_A_MINUTE, house_addresses
from standfirst.accounts.models import User
from standfirst.accounts.queries import proven_address
from standfirst.accounts.roles import REPORTER
from standfirst.accounts.testing import make_user
from standfirst.lib.environment import env_providers

from .conftest import SIGN_IN, code_mailed, who

pytestmark = pytest.mark.django_db
PASSKEY = "/account/sign-in/passkey/"
BEGIN = "/account/houses/github/login/"


def test_hands_script_what_the_browser_is_asked_for(client: Client):
    options = client.get(PASSKEY, headers={"accept": "application/json"}).json()
    asked = options["request_options"]["publicKey"]
    assert asked["userVerification"] == "required"
    assert len(asked["challenge"]) >= 40


def test_a_browser_without_script_goes_back(client: Client):
    assert client.get(PASSKEY).headers["Location"] == SIGN_IN


FORGED = [
    "", "{}", "[]", "null", '{"id": "x", "response": {}}', "{", '"x"',
    json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": 7}),
    json.dumps({"id": "!", "rawId": "!", "type": "public-key", "response": {}}),
    json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "clientExtensionResults": {},
                "response": {"clientDataJSON": "e30", "authenticatorData": "AA", "signature": "AA", "userHandle": "AA"}}),
    json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "clientExtensionResults": {},
                "response": {"clientDataJSON": "e30", "attestationObject": "v38"}}),
]  # fmt: skip


@pytest.mark.parametrize("credential", FORGED)
def test_refuses_a_forged_answer(client: Client, credential: str):
    client.get(PASSKEY, headers={"accept": "application/json"})
    answer = client.post(PASSKEY, {"credential": credential})
    assert answer.headers["Location"] == SIGN_IN
    assert who(client) is None


@pytest.mark.parametrize("credential", FORGED)
def test_adds_no_forged_passkey(client: Client, by_code: Callable[..., Client], credential: str):
    make_user("alice")
    by_code()
    client.get("/account/passkeys/add/")
    answer = client.post("/account/passkeys/add/", {"credential": credential})
    assert answer.status_code == 200
    assert b"said-bad" in answer.content
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("credential", FORGED)
def test_takes_no_forged_second_step(client: Client, credential: str):
    vera = make_user("vera", REPORTER)
    Authenticator.objects.create(
        user=vera, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DP"}
    )
    client.post(SIGN_IN, {"mail_address": vera.email})
    client.post("/account/sign-in/code/", {"code": code_mailed(vera.email)})
    answer = client.post("/account/sign-in/second-step/", {"credential": credential})
    assert answer.status_code == 200
    assert who(client) is None


def test_removes_no_passkey_of_somebody_else(client: Client, by_code: Callable[..., Client]):
    alice = make_user("alice")
    key = Authenticator.objects.create(
        user=make_user("bob"), type=Authenticator.Type.WEBAUTHN, data={"name": "Bob's"}
    )
    by_code(alice.email)
    assert client.post(f"/account/passkeys/{key.pk}/remove/").status_code == 404
    assert Authenticator.objects.filter(pk=key.pk).exists()


def came_back(*, address: str, is_vouched_for: bool, process: str = "login") -> SocialLogin:
    """What we know of somebody who comes back from another house."""
    return SimpleNamespace(
        is_existing=False,
        user=User(),
        email_addresses=[EmailAddress(email=address, verified=is_vouched_for)],
        state={"process": process},
        provider=SimpleNamespace(name="GitHub"),
        account=SocialAccount(provider="github", uid="7"),
    )


@pytest.fixture
def request_with_messages():
    request = RequestFactory().get("/")
    request.session = {}
    request._messages = FallbackStorage(request)
    return request


@pytest.mark.parametrize(("is_vouched_for", "process"), [(False, "login"), (True, "connect")])
def test_refuses_an_address_that_nobody_vouches_for(
    request_with_messages: object, is_vouched_for: bool, process: str
):
    login = came_back(
        address="alice@ledger.example", is_vouched_for=is_vouched_for, process=process
    )
    with pytest.raises(ImmediateHttpResponse):
        HouseAdapter().pre_social_login(request_with_messages, login)
    assert "GitHub" in str(next(iter(request_with_messages._messages)))


def test_takes_one_that_the_house_vouches_for(request_with_messages: object):
    login = came_back(address="alice@ledger.example", is_vouched_for=True)
    HouseAdapter().pre_social_login(request_with_messages, login)


def test_takes_no_name_from_another_house(request_with_messages: object):
    login = SimpleNamespace(user=User())
    user = HouseAdapter().populate_user(
        request_with_messages, login, {"name": "Vera Voss", "email": "alice@ledger.example"}
    )
    assert (user.get_full_name(), user.email) == ("", "alice@ledger.example")


def test_offers_no_other_house_unless_told_to(client: Client):
    assert b"Sign in with GitHub" not in client.get(SIGN_IN).content
    assert client.get("/account/houses/github/login/").status_code == 404


@pytest.fixture
def with_github(settings: object) -> Iterator[None]:
    """As if started with STANDFIRST_SIGN_IN_WITH=github=us:secret."""
    registry.register(GitHubProvider)
    addresses = ModuleType("addresses_with_github")
    addresses.urlpatterns = [
        path("account/houses/", include(house_addresses(github_urls.urlpatterns))),
        path("", include("standfirst.urls")),
    ]
    settings.ROOT_URLCONF = addresses
    settings.SIGN_IN_WITH = {"github": ("us", "secret")}
    settings.SOCIALACCOUNT_PROVIDERS = {"github": {"APPS": [{"client_id": "us", "secret": "s"}]}}
    yield
    del registry.provider_map["github"]


def test_leads_to_a_house_that_has_keys(client: Client, with_github: None):
    page = client.get(f"{SIGN_IN}?next=/harbour/").content.decode()
    assert "Sign in with GitHub" in page
    sent = client.post(BEGIN, {"next": "/harbour/"})
    address = urlsplit(html.fromstring(sent.content).xpath("//main//a/@href")[0])
    assert address.hostname == "github.com"
    assert parse_qs(address.query)["client_id"] == ["us"]
    assert parse_qs(address.query)["state"]


def test_a_link_to_a_house_leaves_no_session_behind(client: Client, with_github: None):
    for method in ("get", "head", "options", "put"):
        answer = getattr(Client(), method)(f"{BEGIN}?next=/harbour/")
        assert answer.headers["Location"] == f"{SIGN_IN}?next=%2Fharbour%2F"
    assert not Session.objects.exists()


def test_a_house_is_asked_a_few_times_a_minute_only(client: Client, with_github: None):
    answers = [Client().post(BEGIN).status_code for _ in range(MOST_IN_A_MINUTE + 1)]
    assert answers == [200] * MOST_IN_A_MINUTE + [429]


def test_an_answer_that_nobody_asked_for_leaves_no_session_behind(
    client: Client, with_github: None
):
    client.get("/account/houses/github/login/callback/?code=1&state=2")
    assert not Session.objects.exists()


def test_a_house_brings_no_further_way_in():
    begins, comes_back = google_urls.urlpatterns[:1][0].url_patterns
    kept = house_addresses(google_urls.urlpatterns)
    names = [pattern.name for pattern in kept[0].url_patterns]
    assert (len(kept), names) == (1, [begins.name, comes_back.name])
    assert google_urls.urlpatterns[-1].name == "google_login_by_token"


@pytest.fixture
def come_back(rf: RequestFactory) -> Callable[..., HttpRequest]:
    """What allauth does when GitHub says who somebody is, and which addresses are theirs."""

    def come(*addresses: EmailAddress) -> HttpRequest:
        request = rf.get("/")
        request.user, request.session = AnonymousUser(), SessionStore()
        request._messages = FallbackStorage(request)
        provider = GitHubProvider(request, app=SocialApp(provider="github"))
        account = SocialAccount(provider="github", uid="7")
        user = User(email=addresses[0].email)
        with request_context(request):
            login = SocialLogin(user, account, email_addresses=list(addresses), provider=provider)
            complete_login(request, login)
        return request

    return come


def at(address: str, *, is_vouched_for: bool = True) -> EmailAddress:
    return EmailAddress(email=address, verified=is_vouched_for)


def test_a_house_opens_the_account_and_proves_its_address(
    come_back: Callable[..., HttpRequest], with_github: None
):
    vera = make_user("vera", REPORTER)
    vera.set_password("the wall leaks at noon")
    vera.save()
    assert come_back(at("vera@ledger.example")).user == vera
    vera.refresh_from_db()
    assert vera.check_password("the wall leaks at noon")
    assert proven_address(vera) == vera.email


def test_of_several_addresses_only_a_proven_one_is_taken(
    come_back: Callable[..., HttpRequest], with_github: None
):
    make_user("vera", REPORTER)
    request = come_back(at("vera@ledger.example", is_vouched_for=False), at("Alice@ledger.example"))
    assert request.user.email == "alice@ledger.example"
    assert proven_address(request.user) == "alice@ledger.example"


def test_an_address_that_the_house_does_not_vouch_for_is_refused_in_words(
    come_back: Callable[..., HttpRequest], with_github: None
):
    make_user("vera", REPORTER)
    request = come_back(at("vera@ledger.example", is_vouched_for=False))
    assert not request.user.is_authenticated
    assert "has not confirmed your email address" in str(next(iter(request._messages)))


def test_an_address_that_is_no_longer_the_accounts_opens_nothing(
    come_back: Callable[..., HttpRequest], with_github: None
):
    EmailAddress.objects.create(
        user=make_user("vera", REPORTER), email="old@ledger.example", verified=True
    )
    assert not come_back(at("old@ledger.example")).user.is_authenticated


@pytest.mark.parametrize("value", ["github", "github=x", "github=:y", "nowhere=x:y", "../x=a:b"])
def test_a_wrong_setting_stops_the_start(monkeypatch: pytest.MonkeyPatch, value: str):
    monkeypatch.setenv("STANDFIRST_SIGN_IN_WITH", value)
    with pytest.raises(ImproperlyConfigured, match="github=client:secret"):
        env_providers("STANDFIRST_SIGN_IN_WITH")
