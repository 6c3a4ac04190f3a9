"""References that people write in a bank transfer: ISO 11649, whose check digits tell a mistyped one.

Letters and digits that look or sound alike are left out, and vowels, so that none spells a word.
"""

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass

from stdnum import iso11649
from stdnum.iso7064 import mod_97_10

_LETTERS = "346789CDFHJKMNPRTWXY"
_LENGTH = 8
# On statements it may be cut up by blanks, line breaks, dots and dashes.
_CUT = r"[\s./-]"
# A character fewer or two at the end of what was pasted is a slip, too.
_REFERENCE = re.compile(
    rf"(?=([Rr]{_CUT}{{0,3}}[Ff](?:{_CUT}{{0,3}}[A-Za-z0-9]){{{_LENGTH},{_LENGTH + 2}}}))"
)
# The check digits are digits, whatever somebody took them for.
_DIGITS = str.maketrans("OIL", "011")


@dataclass(frozen=True, slots=True)
class WrittenReference:
    """A reference as it stands in a text, from `start` to `end`; what looks like one, but has a slip, is not right."""

    reference: str
    is_right: bool
    start: int
    end: int


def new_transfer_reference() -> str:
    """Return a new reference, like RF69K7PM3CXT."""
    body = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
    return f"RF{mod_97_10.calc_check_digits(f'{body}RF')}{body}"


def in_groups(reference: str) -> str:
    """Return a reference as it is read and typed: in groups of four."""
    return iso11649.format(reference)


def read_reference(typed: str) -> str:
    """Return the right reference that `typed` is, however it is written; "" where it is none."""
    typed = typed.strip()
    whole = [
        it.reference
        for it in written_references(typed)
        if it.is_right and it.end - it.start == len(typed)
    ]
    return "".join(whole)


def references_in(text: str) -> tuple[list[str], list[str]]:
    """Return the references that stand in `text`, each once: those that are right, and those mistyped."""
    written = dict.fromkeys((it.reference, it.is_right) for it in written_references(text))
    right = [reference for reference, is_right in written if is_right]
    return right, [reference for reference, is_right in written if not is_right]


def written_references(text: str) -> Iterator[WrittenReference]:
    """Yield the references that stand in `text`, in their order."""
    for match in _REFERENCE.finditer(text):
        typed = re.sub(_CUT, "", match[1]).upper()
        reference = f"RF{typed[2:4].translate(_DIGITS)}{typed[4:]}"
        is_whole = len(reference) == _LENGTH + 4
        is_right = is_whole and iso11649.is_valid(reference)
        if is_right or _may_be_meant(text, match.start(1), reference):
            yield WrittenReference(reference, is_right, match.start(1), match.end(1))


def _may_be_meant(text: str, start: int, reference: str) -> bool:
    """Whether somebody may have meant a reference: "Dorfstrasse 12" has its letters too, but in a word."""
    is_in_a_word = text[start - 1 : start].isalpha() if start else False
    return reference[2:4].isdigit() and not is_in_a_word
