"""How somebody becomes a reader with an account, and what they are called."""

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from standfirst.accounts.models import User
from standfirst.accounts.models.people import LONGEST_DISPLAY_NAME
from standfirst.accounts.reserved import REFUSAL, is_reserved
from standfirst.lib.errors import Refused
from standfirst.lib.names import clean_name
from standfirst.outbox.services import record

from .standing import resume_suspension


class NameRefused(Refused):
    """The name is too long, or would be taken for the newsroom's or somebody's who works here."""

    code = "name-refused"


class AddressTaken(Refused):
    """Another account has the mail address."""

    code = "address-taken"


def join(*, mail_address: str, at: datetime) -> User:
    """Return the account of `mail_address`, which its owner has just proven; make it if there is none."""
    with transaction.atomic():
        user, _is_new = User.objects.get_or_create(
            email=mail_address.lower(), defaults={"password": "!", "date_joined": at}
        )
        prove_address(user=user, at=at)
    return user


def rename(*, user: User, name: str) -> User:
    """Call `user` by `name` from now on; without a name they are "Anonymous".

    Raises:
        NameRefused: it is too long, or reads as the newsroom's or as that of somebody who works here.
    """
    name = clean_name(name)
    if len(name) > LONGEST_DISPLAY_NAME:
        raise NameRefused(
            _("Please choose a name of at most %(number)d characters.")
            % {"number": LONGEST_DISPLAY_NAME}
        )
    if name and is_reserved(name, besides=user):
        raise NameRefused(str(REFUSAL))
    user.display_name = name
    user.save(update_fields=["display_name"])
    return user


def set_preferences(*, user: User, language: str, time_zone: str) -> User:
    """Show pages to `user` in this language and zone; empty means as the newsroom has them."""
    user.language, user.time_zone = language, time_zone
    user.save(update_fields=["language", "time_zone"])
    return user


def change_mail_address(*, user: User, mail_address: str, at: datetime) -> User:
    """Let `user` sign in by `mail_address`, which they have just proven, and no longer by the old one.

    Raises:
        AddressTaken: it belongs to another account.
    """
    try:
        with transaction.atomic():
            user.email = mail_address.lower()
            user.save(update_fields=["email"])
            # What another house vouched for opens the account no more.
            SocialAccount.objects.filter(user=user).delete()
            prove_address(user=user, at=at)
    except IntegrityError as taken:
        user.refresh_from_db(fields=["email"])
        raise AddressTaken(
            _("This address has an account of its own. Sign in with it, or give another one.")
        ) from taken
    return user


def change_password(*, user: User, password: str) -> User:
    """Let `user` sign in with this password, which was checked, and no longer with the old one."""
    user.set_password(password)
    user.save(update_fields=["password"])
    return user


def prove_address(*, user: User, at: datetime) -> None:
    """Remember that `user` has just proven their address; no earlier proof of theirs or of it counts any more."""
    with transaction.atomic():
        earlier = EmailAddress.objects.filter(Q(user=user) | Q(email=user.email))
        earlier.exclude(user=user, email=user.email).delete()
        EmailAddress.objects.update_or_create(
            user=user, email=user.email, defaults={"verified": True, "primary": True}
        )
        resume_suspension(reader=user)
        record("address-proven", about=user.pk, at=at)
