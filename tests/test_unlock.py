"""An operator lets somebody in who has lost their second step."""

import pytest
from allauth.mfa.models import Authenticator
from click.testing import CliRunner
from django.test import Client

from standfirst.accounts.roles import REPORTER
from standfirst.accounts.testing import make_user
from standfirst.cli import commands

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _second_step_taken() -> None:
    """Here nobody has taken it."""


def test_takes_the_second_step_away_so_that_a_new_one_is_asked_for(client: Client):
    vera = make_user("vera", REPORTER)
    for kind in (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES):
        Authenticator.objects.create(user=vera, type=kind, data={})
    done = CliRunner().invoke(commands, ["unlock", "Vera@ledger.example"])
    assert "2 removed" in done.output
    vera.refresh_from_db()
    client.force_login(vera)
    page = client.get("/admin/", follow=True).content.decode()
    assert "/account/app/add/" in page


def test_says_that_nobody_has_the_address():
    done = CliRunner().invoke(commands, ["unlock", "nobody@ledger.example"])
    assert done.exit_code == 1
    assert done.stderr == "standfirst: nobody has the address nobody@ledger.example\n"
