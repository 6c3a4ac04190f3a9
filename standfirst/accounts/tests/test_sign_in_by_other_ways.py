"""Passkeys as far as no browser is needed, and accounts of other houses."""

import json
from collections.abc import Callable, Iterator
from types import ModuleType, SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers import registry
from allauth.socialaccount.providers.github.provider import GitHubProvider
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.exceptions import ImproperlyConfigured
from django.test import Client, RequestFactory
from django.urls import include, path

from standfirst.accounts.adapter import HouseAdapter
from standfirst.accounts.models import User
from standfirst.accounts.roles import REPORTER
from standfirst.accounts.testing import make_user
from standfirst.lib.environment import env_providers

from .conftest import SIGN_IN, code_mailed, who

pytestmark = pytest.mark.django_db
PASSKEY = "/account/sign-in/passkey/"


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
        path("account/houses/", include("allauth.socialaccount.providers.github.urls")),
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
    sent = client.get("/account/houses/github/login/?next=/harbour/")
    address = urlsplit(sent.headers["Location"])
    assert address.hostname == "github.com"
    assert parse_qs(address.query)["client_id"] == ["us"]
    assert parse_qs(address.query)["state"]


@pytest.mark.parametrize("value", ["github", "github=x", "github=:y", "nowhere=x:y", "../x=a:b"])
def test_a_wrong_setting_stops_the_start(monkeypatch: pytest.MonkeyPatch, value: str):
    monkeypatch.setenv("STANDFIRST_SIGN_IN_WITH", value)
    with pytest.raises(ImproperlyConfigured, match="github=client:secret"):
        env_providers("STANDFIRST_SIGN_IN_WITH")
