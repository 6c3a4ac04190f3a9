"""What a request asks of who is signed in: one query each for the session, the person and their rights."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from standfirst.accounts.models import User
from standfirst.accounts.testing import make_user

pytestmark = pytest.mark.django_db


def anew(user: User) -> User:
    return User.objects.get(pk=user.pk)


def right(name: str) -> Permission:
    return Permission.objects.get(codename=name, content_type__app_label="discussion")


def test_rights_of_their_own_and_of_their_roles_are_one_query():
    user, role = make_user("max"), Group.objects.create(name="Readers' letters")
    assert not user.has_perm("discussion.moderate_comment")
    user.user_permissions.add(right("change_comment"))
    role.permissions.add(right("moderate_comment"), right("change_comment"))
    user.groups.add(role)
    user = anew(user)
    with CaptureQueriesContext(connection) as queries:
        assert user.has_perms(["discussion.change_comment", "discussion.moderate_comment"])
        assert not user.has_perm("discussion.delete_comment")
    assert len(queries) == 1


def test_who_may_not_sign_in_any_more_has_no_rights_and_is_nobody(client: Client):
    user = make_user("max")
    user.user_permissions.add(right("change_comment"))
    client.force_login(user)
    assert client.get("/account/").status_code == 200
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert not anew(user).has_perm("discussion.change_comment")
    assert client.get("/account/").status_code == 302


def test_a_session_opens_nothing_after_its_end(client: Client):
    client.force_login(make_user("max"))
    assert client.get("/account/").status_code == 200
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert client.get("/account/").status_code == 302
