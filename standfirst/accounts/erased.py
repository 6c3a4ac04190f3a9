"""By what a suspension is known once the address is erased: a keyed hash, from which nobody reads the address.

Source: docs/decisions/0032-what-a-suspension-outlives.md
"""

from django.utils.crypto import salted_hmac

from standfirst.lib.pace import mailbox_of

# Of a suspension that had ended: nothing has to be known again.
ENDED = "erased"
_GUEST, _ACCOUNT = "erased-guest", "erased-account"


def key_of_guest(mail: str) -> str:
    """Return what stands in the place of the mailbox of `mail`, under which a guest wrote."""
    return _key(_GUEST, mailbox_of(mail))


def key_of_account(mail: str) -> str:
    """Return what stands in the place of an account that proved the address `mail`, exactly."""
    return _key(_ACCOUNT, mail.lower())


def names_of(mail: str) -> set[str]:
    """Return under which names a suspension may stand that holds what guests write under `mail`, or such a name."""
    if "@" not in mail:
        return {mail}
    mailbox = mailbox_of(mail)
    return {mailbox, key_of_guest(mail), key_of_account(mail), key_of_account(mailbox)}


def own_mailbox(mail: str) -> str:
    """Return the mailbox that whoever proved `mail` has to themselves, "" where another may share its name.

    What follows a "+" is the same mailbox with most mail servers, not with all.
    """
    return "" if not mail or "+" in mail else mailbox_of(mail)


def _key(what: str, address: str) -> str:
    return f"{what}:{salted_hmac(f'standfirst.accounts.{what}', address, algorithm='sha256').hexdigest()}"
