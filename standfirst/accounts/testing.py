"""People for tests, by the role they have."""

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group

from .models import User


def make_user(name: str, *roles: str) -> User:
    """Make `name`@ledger.example with those roles (as in `accounts.roles`)."""
    user = User.objects.create_user(
        f"{name}@ledger.example", first_name=name.title(), last_name="Example"
    )
    user.groups.set(Group.objects.filter(name__in=roles))
    return user


def prove(user: User) -> User:
    """Let the mail address of `user` be proven, as it is of everybody who signed in by a mailed code."""
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user
