"""Codes by mail: whoever types one has just read the letter, so the address is theirs.

The code is kept, hashed, in the session of the browser that asked for it: it opens nothing elsewhere.
What happens is the same whether or not an account has the address.
"""

import time
from dataclasses import asdict, dataclass
from enum import StrEnum

from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, get_random_string, salted_hmac
from django.utils.translation import gettext as _

from standfirst.lib.errors import Refused
from standfirst.lib.pace import Limit, Limits, asker_of, count, how_often, mailbox_of

GOOD_FOR = 15 * 60  # seconds
TRIES = 3
MAILED_CODES = Limits(
    here=Limit(5, 600),
    network=Limit(20, 60),
    subject=Limit(15, 600),
    site=Limit(600, 60),
    device=Limit(5, 600),
)
_DAY = 24 * 3600
# What a patient stranger has of those: letters that nobody asked for are a nuisance, and cost the site its good name.
MAILED_CODES_A_DAY = Limits(here=Limit(10, _DAY), subject=Limit(20, _DAY), device=Limit(50, _DAY))
# At all codes for one address: one may ask for them in many browsers at once.
GUESSES = Limits(
    here=Limit(15, 600),
    network=Limit(30, 60),
    subject=Limit(60, 600),
    site=Limit(1200, 60),
    device=Limit(15, 600),
)
_SESSION_KEY = "mailed_code"


class Purpose(StrEnum):
    """What a code is asked for; one for another purpose does not do."""

    SIGN_IN = "sign-in"
    CHANGE_ADDRESS = "change-address"


class TooOften(Refused):
    """Too many codes were asked for or guessed at, by one network address or for one mail address."""

    code = "code-too-often"


class CodeWrong(Refused):
    """What was typed is not the code; there are tries left."""

    code = "code-wrong"


class CodeGone(Refused):
    """There is no code to be typed here: none was asked for, it is too old, or was guessed at too often."""

    code = "code-gone"


@dataclass(frozen=True)
class Asked:
    """A code that was mailed: to which address, when (seconds since 1970), and what comes after it."""

    purpose: str
    address: str
    digest: str
    at: float
    onward: str = ""


def ask_for_code(request: HttpRequest, *, purpose: Purpose, address: str, onward: str = "") -> str:
    """Return a new code for the letter to `address`; an earlier one of this session is void.

    Raises:
        TooOften: five in ten minutes for one mailbox are enough, and so are twenty a day for strangers.
    """
    if _count("mailed-code", MAILED_CODES, request, address):
        raise TooOften(_("You have asked for many codes. Please wait ten minutes, then try again."))
    if _count("mailed-code-of-day", MAILED_CODES_A_DAY, request, address):
        raise TooOften(
            _(
                "Many codes have been sent to this address today. Sign in from a browser in which you "
                "signed in before, or try again tomorrow."
            )
        )
    digits = get_random_string(8, "0123456789")
    asked = Asked(purpose, address, _digest(digits), time.time(), onward)
    request.session[_SESSION_KEY] = asdict(asked)
    return f"{digits[:4]}-{digits[4:]}"


def asked_code(request: HttpRequest, purpose: Purpose) -> Asked:
    """Return what was asked for in this session.

    Raises:
        CodeGone: nothing that could still be answered.
    """
    kept = request.session.get(_SESSION_KEY)
    asked = Asked(**kept) if kept else None
    if asked is None or asked.purpose != purpose or time.time() - asked.at > GOOD_FOR:
        raise CodeGone(_("This code has expired. Please ask for a new one."))
    return asked


def take_code(request: HttpRequest, *, purpose: Purpose, typed: str) -> Asked:
    """Return what was asked for, now proven by the code; it works once.

    Raises:
        CodeWrong: try again.
        CodeGone: ask for a new one.
        TooOften: wait.
    """
    asked = asked_code(request, purpose)
    if _count("mailed-code-guess", GUESSES, request, asked.address):
        raise TooOften(_("You have tried many codes. Please wait ten minutes, then try again."))
    # Counted before it is compared, and not in the session: of many at once, each reads the same one.
    tries = how_often("mailed-code-try", f"{asked.digest}{asked.at}", seconds=GOOD_FOR)
    digits = "".join(sign for sign in typed if sign.isdecimal())
    if tries <= TRIES and constant_time_compare(_digest(digits), asked.digest):
        forget_code(request)
        return asked
    if tries >= TRIES:
        forget_code(request)
        raise CodeGone(_("That code was wrong too. Please ask for a new one."))
    raise CodeWrong(_("This is not the code in our email. Please check it."))


def forget_code(request: HttpRequest) -> None:
    """Void the code of this session, if there is one."""
    request.session.pop(_SESSION_KEY, None)


def _count(act: str, limits: Limits, request: HttpRequest, address: str) -> bool:
    """Count one act about the mailbox at `address`; True where it is one too many."""
    asker, mailbox = asker_of(request), mailbox_of(address)
    return count(act, limits, asker=asker, subject=mailbox, account=address).is_too_often


def _digest(digits: str) -> str:
    # Digits of any script are digits: int() reads Arabic ones too.
    plain = str(int(digits)).zfill(8) if digits else ""
    return salted_hmac("standfirst.accounts.codes", plain, algorithm="sha256").hexdigest()
