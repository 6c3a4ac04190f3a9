"""What the site writes of its own address is STANDFIRST_URL, whatever a request says."""

from urllib.parse import urlsplit

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from standfirst.lib.own_address import own_address


@pytest.fixture
def public(settings: Settings) -> Settings:
    settings.SITE_URL, settings.IS_LOCAL = "https://paper.example", False
    settings.ALLOWED_HOSTS = ["paper.example", "www.paper.example"]
    return settings


@pytest.mark.parametrize(
    "host",
    ["localhost", "localhost:6666", "127.0.0.1", "[::1]", "paper.example:6666", "evil.example"],
)
@pytest.mark.parametrize("path", ["/", "/account/sign-in/", "/admin/", "/nowhere/"])
@pytest.mark.django_db
def test_refuses_what_is_not_the_sites(client: Client, public: Settings, host: str, path: str):
    answer = client.get(path, headers={"host": host})
    assert answer.status_code == 400
    assert "6666" not in answer.content.decode()


@pytest.mark.parametrize("host", ["paper.example", "PAPER.example:443", "www.paper.example"])
def test_writes_its_own_address_whichever_of_its_names_was_asked_for(public: Settings, host: str):
    def answer(request: HttpRequest) -> HttpResponse:
        return HttpResponse(request.build_absolute_uri("/funding/"))

    request = RequestFactory().get("/", headers={"host": host})
    assert own_address(answer)(request).content == b"https://paper.example/funding/"


def test_a_proxy_may_leave_the_port_out(public: Settings):
    public.SITE_URL = "https://paper.example:8443"
    for host in ("paper.example", "paper.example:8443"):
        request = RequestFactory().get("/x/", headers={"host": host})
        address = own_address(lambda asked: HttpResponse(asked.build_absolute_uri()))(request)
        assert address.content == b"https://paper.example:8443/x/"


@pytest.mark.django_db
def test_a_local_site_is_reached_by_any_port_of_its_machine(client: Client):
    assert client.get("/robots.txt", headers={"host": "localhost:9999"}).status_code != 400


@pytest.mark.django_db
def test_leads_to_https_at_its_own_address(client: Client, public: Settings):
    public.SECURE_SSL_REDIRECT = True
    public.SECURE_SSL_HOST = urlsplit(public.SITE_URL).netloc
    answer = client.get("/", headers={"host": "www.paper.example"})
    assert answer.headers["Location"] == "https://paper.example/"
