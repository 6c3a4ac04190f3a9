import pytest
from django.contrib.auth.models import Group

from standfirst.accounts.roles import install_roles

pytestmark = pytest.mark.django_db


def test_a_second_call_changes_nothing():
    def rights() -> list[tuple[str, int, int]]:
        return [
            (g.name, g.permissions.count(), g.page_permissions.count())
            for g in Group.objects.order_by("name")
        ]

    before = rights()
    install_roles()
    assert rights() == before
