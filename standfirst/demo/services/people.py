"""The newsroom's people, and those of them who sign in."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group

from standfirst.accounts.models import User
from standfirst.accounts.roles import OPERATOR

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another


@dataclass(frozen=True)
class SignIn:
    """An account of the demonstration; the password is nowhere else."""

    role: str
    email: str
    password: str


def hire(rows: Iterable[dict[str, Any]]) -> tuple[dict[str, User], tuple[SignIn, ...]]:
    """Make the accounts; return them by full name, and the sign-ins in the order of the rows."""
    people: dict[str, User] = {}
    sign_ins: list[SignIn] = []
    for row in rows:
        password = _new_password() if row.get("signs_in", True) else None
        user = _account(row, password)
        people[user.get_full_name()] = user
        if password:
            sign_ins.append(SignIn(row["role"], user.email, password))
    return people, tuple(sign_ins)


def _account(row: dict[str, Any], password: str | None) -> User:
    is_operator = row["role"] == OPERATOR
    user = User.objects.create_user(
        row["email"],
        password,
        first_name=row["first_name"],
        last_name=row["last_name"],
        is_staff=is_operator,
        is_superuser=is_operator,
    )
    if row["role"]:
        user.groups.add(Group.objects.get(name=row["role"]))
    return user


def _new_password() -> str:
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))
