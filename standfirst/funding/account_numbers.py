"""Numbers of bank accounts in what a campaign says about other ways to give."""

import html
import re

from django.utils.html import strip_tags
from stdnum import iban

from .bank_account import BankAccount

# An IBAN, or digits in groups as accounts and sort codes are written; a telephone number has other signs in it.
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")
_DIGITS = re.compile(r"(?<![\w(+/.-])\d(?:[ -]?\d){5,17}(?![\w/)-])")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_BLANKS = re.compile(r"[ -]")


def other_accounts(words: str, account: BankAccount | None) -> list[str]:
    """Return the account numbers in `words` (HTML) that are no part of `account`; none where there is no account."""
    if account is None:
        return []
    text = " ".join(html.unescape(strip_tags(words.replace("<", " <"))).split())
    found = [it for it in _IBAN.findall(text) if iban.is_valid(it)]
    for number in found:
        text = text.replace(number, " ")
    found += [it for it in _DIGITS.findall(text) if not _DAY.fullmatch(it)]
    return [it for it in found if _BLANKS.sub("", it) not in account.iban]
