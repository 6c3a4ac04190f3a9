"""What the newsroom says of a reader: expertise, suspension, support. Who did it and when is kept."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from standfirst.accounts.erased import ENDED, key_of_account, key_of_guest, own_mailbox
from standfirst.accounts.models import StandingChange, User
from standfirst.accounts.queries import proven_address, suspended_guests, suspension_of
from standfirst.lib.errors import Refused
from standfirst.lib.names import clean_name
from standfirst.lib.pace import mailbox_of
from standfirst.lib.reasons import need_reason

Kind = StandingChange.Kind


class ExpertiseRefused(Refused):
    """The words cannot stand beside a name."""

    code = "expertise-refused"


class SuspensionRefused(Refused):
    """Somebody who works here is not suspended: their role is taken away."""

    code = "suspension-refused"


class SuspendedBefore(Refused):
    """A colleague suspended the same reader or guest first; that and its reason stand."""

    code = "suspended-before"


class ChangedMeanwhile(Refused):
    """A colleague changed the standing of the same reader after the page was opened."""

    code = "changed-meanwhile"


def last_change(reader: User) -> StandingChange | None:
    """Return what was changed last; its number says what a page about `reader` was opened on. One query."""
    return reader.standing_changes.select_related("by").first()


def need_unchanged(*, reader: User, opened_on: str | None) -> None:
    """Refuse to change what a colleague changed meanwhile; the caller's transaction holds `reader` from here on.

    Args:
        opened_on: the number of the last change that was seen, "" where there was none; None of no form.

    Raises:
        ChangedMeanwhile: there was another since.
    """
    User.objects.select_for_update().get(pk=reader.pk)
    last = last_change(reader)
    if opened_on is not None and last is not None and opened_on != str(last.pk):
        raise ChangedMeanwhile(
            _(
                "%(who)s changed something here after you opened the page, so nothing was done: "
                "%(what)s. Look at it as it is now, and press again if you still mean it."
            )
            % {"who": last.by or _("Somebody"), "what": last}
        )


def grant_expertise(*, reader: User, words: str, by: User, at: datetime) -> StandingChange:
    """Say what `reader` knows at first hand ("Pier 4 resident"); it stands beside their comments.

    Raises:
        ExpertiseRefused: no words, or more than fit beside a name.
    """
    words = clean_name(words)
    longest = User._meta.get_field("expertise").max_length or 0
    if not words:
        raise ExpertiseRefused(_("Write what this reader knows at first hand."))
    if len(words) > longest:
        raise ExpertiseRefused(
            _("Enter at most %(number)d characters: it is shown beside the name.")
            % {"number": longest}
        )
    return _change(reader, Kind.EXPERTISE_GRANTED, words, by=by, at=at, expertise=words)


def withdraw_expertise(*, reader: User, by: User, at: datetime) -> StandingChange:
    """Take the words from beside the name; the log keeps them."""
    return _change(reader, Kind.EXPERTISE_WITHDRAWN, reader.expertise, by=by, at=at, expertise="")


def suspend(*, reader: User, reason: str, by: User, at: datetime) -> StandingChange:
    """Let `reader` read and sign in, but write nothing until readmitted.

    Without a reason it is refused with `ReasonRefused`; where a suspension with another stands, with `SuspendedBefore`.

    Raises:
        SuspensionRefused: they work here.
    """
    if reader.is_staff_member:
        raise SuspensionRefused(_("They work here. Take their role away first."))
    words = _need_reason(reason)
    with transaction.atomic():
        locked = User.objects.select_for_update().get(pk=reader.pk)
        if stands := suspension_of(locked):
            return _need_same(stands, words, by=by)
        return _change(reader, Kind.SUSPENDED, words, by=by, at=at, is_suspended=True)


def readmit(*, reader: User, by: User, at: datetime) -> StandingChange:
    """Let a suspended reader write again."""
    return _change(reader, Kind.READMITTED, "", by=by, at=at, is_suspended=False)


def suspend_guest(*, mail: str, reason: str, by: User, at: datetime) -> StandingChange:
    """Have everything wait that guests write under the address `mail`; done twice, it changes nothing.

    Nobody proved that the address is theirs, so no account is suspended by this.
    Without a reason it is refused with `ReasonRefused`; where a suspension with another stands, with `SuspendedBefore`.
    """
    words = _need_reason(reason)
    change = _change_guest(mail, Kind.SUSPENDED, words, by=by, at=at)
    return _need_same(change, words, by=by)


def readmit_guest(*, mail: str, by: User, at: datetime) -> StandingChange:
    """End the suspension of guests under the address `mail`; done twice, it changes nothing."""
    done = None
    with transaction.atomic():
        # Under the address, and under what an erased account or address left of it.
        while stands := suspended_guests([mail]).get(mail):
            done = StandingChange.objects.create(
                mailbox=stands.mailbox, kind=Kind.READMITTED, by=by, at=at
            )
        return done or _change_guest(mail, Kind.READMITTED, "", by=by, at=at)


def resume_suspension(*, reader: User) -> None:
    """Give `reader`, who proved their address, what an erased account with it left: it is suspended as before.

    One query for who left nothing. Whoever works here is not suspended by it.
    """
    left = StandingChange.objects.filter(reader=None, mailbox=key_of_account(reader.email))
    last = left.order_by("-pk").first()
    if last and last.kind == Kind.SUSPENDED and not reader.is_staff_member:
        with transaction.atomic():
            left.update(reader=reader, mailbox="")
            User.objects.filter(pk=reader.pk).update(is_suspended=True)
            reader.is_suspended = True


def leave_suspensions(*, reader: User) -> None:
    """Take the address and the words out of what is written of suspensions of `reader`, who is about to be erased.

    What was done, by whom and when stays in the log; a suspension that still stands is known by a keyed hash.

    Source: docs/decisions/0032-what-a-suspension-outlives.md
    """
    address = proven_address(reader)
    guests = StandingChange.objects.filter(reader=None).exclude(mailbox="")
    if mailbox := own_mailbox(address):
        stands = bool(suspended_guests([mailbox]))
        name = key_of_guest(mailbox) if stands else ENDED
        guests.filter(mailbox=mailbox).update(mailbox=name, words="")
    if address:
        name = key_of_account(address) if reader.is_suspended else ENDED
        own = reader.standing_changes.filter(kind__in=(Kind.SUSPENDED, Kind.READMITTED))
        own.update(reader=None, mailbox=name, words="")


def note_supporter(*, reader: User, is_supporter: bool) -> None:
    """Remember whether `reader` has given; the books, not a person, say so."""
    User.objects.filter(pk=reader.pk).update(is_supporter=is_supporter)
    reader.is_supporter = is_supporter


def _need_reason(reason: str) -> str:
    missing = _("Enter the reason for the suspension. The reader will see it.")
    return need_reason(reason, missing=missing)


def _need_same(change: StandingChange, words: str, *, by: User) -> StandingChange:
    """Return the suspension that stands, where it is the one that `by` means: sent twice, it is done once.

    Raises:
        SuspendedBefore: it is a colleague's, or has another reason.
    """
    if (change.words, change.by_id) != (words, by.pk):
        raise SuspendedBefore(
            _(
                "Already suspended by %(who)s: %(stands)s. That stands, and your reason was not "
                "saved: %(words)s. To put yours in its place, readmit them and suspend again."
            )
            % {"who": change.by_name, "stands": change.words, "words": words}
        )
    return change


def _change_guest(mail: str, kind: Kind, words: str, *, by: User, at: datetime) -> StandingChange:
    mailbox = mailbox_of(mail)
    last = StandingChange.objects.filter(reader=None, mailbox=mailbox).order_by("-pk").first()
    if last is not None and last.kind == kind:
        return last
    return StandingChange.objects.create(mailbox=mailbox, kind=kind, words=words, by=by, at=at)


def _change(
    reader: User, kind: Kind, words: str, *, by: User, at: datetime, **standing: str | bool
) -> StandingChange:
    with transaction.atomic():
        User.objects.filter(pk=reader.pk).update(**standing)
        for name, value in standing.items():
            setattr(reader, name, value)
        return StandingChange.objects.create(reader=reader, kind=kind, words=words, by=by, at=at)
