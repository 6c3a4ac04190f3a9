"""Who writes, and under which name."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from standfirst.accounts.models import User
from standfirst.accounts.reserved import REFUSAL, is_reserved
from standfirst.discussion.models import MODERATE
from standfirst.lib.names import clean_name

from .refusals import PostRefused
from .standing import why_suspended

LONGEST_NAME = 80


class NameTooLong(PostRefused):
    """A name that fits on no line."""

    code, field = "name-too-long", "name"


class NameOfStaff(PostRefused):
    """A guest's name that readers would take for the newsroom's, or for somebody's who works here."""

    code, field = "name-of-staff", "name"


class MailMissing(PostRefused):
    """The newsroom wants to know where guests can be reached."""

    code, field = "mail-missing", "mail"


class SignInNeeded(PostRefused):
    """The newsroom takes comments from readers who signed in."""

    code = "sign-in-needed"


class WriterSuspended(PostRefused):
    """The newsroom lets this reader write nothing for now."""

    code = "writer-suspended"


class OtherWriter(PostRefused):
    """Who sends the form is not who it said would write: signed out since, or signed in."""

    code = "other-writer"


@dataclass(frozen=True, slots=True)
class Writer:
    """Who types; a guest is known by keyed hashes of a cookie and of an address."""

    user: User | None = None
    guest_key: str | None = None
    address_key: str = ""
    # Of the network around that address, where a sender can easily have many.
    wider_key: str = ""
    # Where the post came from; a hash of it is kept for thirty days.
    address: str = ""
    # The guest's cookie did not come with the post: the guest key is made for this one.
    is_new: bool = False

    @property
    def senders(self) -> list[str]:
        """Under which names the limit counts."""
        if self.user:
            return [f"user-{self.user.pk}"]
        return [key for key in (self.guest_key, self.address_key) if key]

    @property
    def sender(self) -> str:
        """Whose post it is: a first double click has no cookie yet, but one address."""
        return self.senders[-1 if self.is_new else 0] if self.senders else ""

    @property
    def number(self) -> str:
        """What a form says of who writes: the account's number, "" of a guest."""
        return str(self.user.pk) if self.user else ""

    @property
    def is_moderator(self) -> bool:
        """Moderators are neither held nor slowed down."""
        return self.user is not None and self.user.has_perm(MODERATE)


def name_of(writer: Writer, typed: str) -> str:
    """Return the name to show: the account's, or what a guest `typed`; "" is nobody's.

    Raises:
        NameTooLong: a guest's is longer than a line.
        NameOfStaff: a guest's reads as the newsroom's or as that of somebody who works here.
    """
    if writer.user and writer.user.get_full_name():
        return clean_name(writer.user.get_full_name())[:LONGEST_NAME]
    name = clean_name(typed)
    if len(name) > LONGEST_NAME:
        raise NameTooLong(_("Please enter a name of at most 80 characters."))
    if name and is_reserved(name):
        raise NameOfStaff(str(REFUSAL))
    return name


def need_standing(writer: Writer) -> None:
    """Refuse a reader whom the newsroom suspended.

    Raises:
        WriterSuspended: so it is.
    """
    if suspended := why_suspended(writer.user):
        raise WriterSuspended(suspended)


def need_same_writer(writer: Writer, meant: str | None) -> None:
    """Refuse a form that was laid out for another: nobody speaks as whom they did not mean to.

    Args:
        meant: `Writer.number` of whom the form was made for; None where no form was.

    Raises:
        OtherWriter: it is not `writer`.
    """
    if meant is None or meant == writer.number:
        return
    if writer.user:
        raise OtherWriter(
            _("You are signed in now and would write as %(name)s. Post again if that is right.")
            % {"name": name_of(writer, "") or _("Anonymous")}
        )
    raise OtherWriter(
        _(
            "You are no longer signed in; your words are still here. Sign in again, or post them as a guest."
        )
    )


def need_mail(writer: Writer, mail: str) -> None:
    """Refuse a guest without a mail address.

    Raises:
        MailMissing: so it is.
    """
    if not writer.user and not mail:
        raise MailMissing(_("Please enter your email address. It is never shown."))


def need_sign_in(writer: Writer) -> None:
    """Refuse a guest.

    Raises:
        SignInNeeded: so it is.
    """
    if not writer.user:
        raise SignInNeeded(_("You need to sign in to comment. Your words are kept."))
