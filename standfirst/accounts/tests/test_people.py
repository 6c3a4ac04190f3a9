"""People without a user name, kept in the editor."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from standfirst.accounts.models import User
from standfirst.accounts.roles import OPERATOR, REPORTER
from standfirst.accounts.testing import make_user

pytestmark = pytest.mark.django_db
PASSWORD = "the wall leaks at noon"


def person_form(**changes: object):
    return {
        "email": "alice@ledger.example",
        "first_name": "Alice",
        "last_name": "Ny",
        "password1": PASSWORD,
        "password2": PASSWORD,
    } | changes


@pytest.fixture
def operator(client: Client):
    client.force_login(make_user("vera", OPERATOR))
    return client


def test_operator_adds_somebody_who_then_signs_in(operator: Client, client: Client):
    reporter = Group.objects.get(name=REPORTER)
    operator.get(reverse("wagtailusers_users:add"))
    operator.post(reverse("wagtailusers_users:add"), person_form(groups=[reporter.pk]))
    alice = User.objects.get(email="alice@ledger.example")
    assert list(alice.groups.all()) == [reporter]
    client.logout()
    client.post(
        reverse("account_password"), {"mail_address": "alice@ledger.example", "password": PASSWORD}
    )
    assert client.get(reverse("wagtailadmin_home")).status_code == 200


def test_operator_changes_a_name_and_leaves_the_password(operator: Client):
    alice = User.objects.create_user(
        "alice@ledger.example", PASSWORD, first_name="A", last_name="N"
    )
    address = reverse("wagtailusers_users:edit", args=[alice.pk])
    assert b'name="email"' in operator.get(address).content
    operator.post(address, person_form(first_name="Al", password1="", password2="", is_active="on"))
    alice.refresh_from_db()
    assert (alice.first_name, alice.check_password(PASSWORD)) == ("Al", True)


def test_refuses_an_address_that_somebody_has(operator: Client):
    make_user("alice")
    page = operator.post(reverse("wagtailusers_users:add"), person_form())
    assert page.status_code == 200
    assert User.objects.filter(email="alice@ledger.example").count() == 1


def test_refuses_an_address_that_differs_by_capitals_only(operator: Client):
    make_user("alice")
    operator.post(reverse("wagtailusers_users:add"), person_form(email="Alice@Ledger.example"))
    assert User.objects.filter(email__iexact="alice@ledger.example").count() == 1


def test_refuses_a_password_that_is_known_to_everybody(operator: Client):
    page = operator.post(
        reverse("wagtailusers_users:add"), person_form(password1="password", password2="password")
    )
    assert "too common" in page.content.decode()


def test_signs_in_whatever_the_capitals(client: Client):
    User.objects.create_superuser("Vera@Ledger.Example", PASSWORD)
    client.post(
        reverse("account_password"), {"mail_address": "vera@ledger.example", "password": PASSWORD}
    )
    assert client.get(reverse("wagtailadmin_home")).status_code == 200


def test_lists_and_finds_people(operator: Client):
    make_user("alice")
    page = operator.get(reverse("wagtailusers_users:index"), {"q": "alice"})
    assert "alice@ledger.example" in page.content.decode()
