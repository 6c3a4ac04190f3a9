"""References that people write in a bank transfer: ISO 11649, whose check digits tell a mistyped one.

Letters and digits that look or sound alike are left out, and vowels, so that none spells a word.
"""

import re
import secrets

from stdnum import iso11649
from stdnum.iso7064 import mod_97_10

_LETTERS = "346789CDFHJKMNPRTWXY"
_LENGTH = 8
# On statements it may be cut up by blanks, line breaks, dots and dashes.
_REFERENCE = re.compile(rf"(?=R[\s./-]{{0,3}}F((?:[\s./-]{{0,3}}[A-Z0-9]){{{_LENGTH + 2}}}))")
# The check digits are digits, whatever somebody took them for.
_DIGITS = str.maketrans("OIL", "011")


def new_transfer_reference() -> str:
    """Return a new reference, like RF69K7PM3CXT."""
    body = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
    return f"RF{mod_97_10.calc_check_digits(f'{body}RF')}{body}"


def in_groups(reference: str) -> str:
    """Return a reference as it is read and typed: in groups of four."""
    return iso11649.format(reference)


def references_in(text: str) -> tuple[list[str], list[str]]:
    """Return the references that stand in `text`, each once: those that are right, and those mistyped."""
    found = (re.sub(r"[\s./-]", "", match[1]) for match in _REFERENCE.finditer(text.upper()))
    whole = dict.fromkeys(f"RF{typed[:2].translate(_DIGITS)}{typed[2:]}" for typed in found)
    is_right = {reference: iso11649.is_valid(reference) for reference in whole}
    return [it for it in whole if is_right[it]], [it for it in whole if not is_right[it]]
