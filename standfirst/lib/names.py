"""Names as they are shown, and as they look."""

import re
import unicodedata

# Letters of other alphabets that look like Latin ones, after folding of case.
_LOOK = str.maketrans(
    "аеорсухіјѕһԁԛԝѵгьмнтквαεινορτυχκηµωϲɑɡɩʟօոսցհⅼ|01",
    "aeopcyxijshdqwvrbmhtkbaeivoptuxknuwcagilonughllol",
)
_LOOK |= str.maketrans("пигμγσı", "nuruyol")
_LOOK |= str.maketrans("єҽӏүұөԍ", "eelyyog")
# Letters of phonetics, most of them a Latin one with a hook.
_LOOK |= str.maketrans("ɛɨʋɾɽɼɭɫɓɖɗɠɦɱɲɳŋʂʈʐʑʝɕƒɵʠ", "eivrrrllbddghmnnnstzzjcfoq")
# Cherokee has no other small letters than those that are folded to these.
_LOOK |= str.maketrans("ᎠᎡᎢᎥᎩᎪᎫᎬᎳᎷᎻᎽᏀᏂᏃᏏᏒᏔᏕᏙᏚᏞᏟᏢᏦᏧᏳᏴ", "drtiyajewmhyghzbrwsvslcpkdgb")  # noqa: RUF001
# A letter in capitals as high as small letters, and letters in circles and squares; flags are spelled with such.
_STYLED = re.compile(
    r"(?:LATIN LETTER SMALL CAPITAL|(?:CROSSED )?NEGATIVE (?:CIRCLED|SQUARED) LATIN CAPITAL LETTER|REGIONAL INDICATOR SYMBOL LETTER) ([A-Z])"
)
_LOOK |= {
    number: ord(styled[1].lower())
    for block in (range(0x250, 0x2B0), range(0x1D00, 0x1D80), range(0xA700, 0xA800), range(0x1F100, 0x1F200))
    for number in block
    if (styled := _STYLED.fullmatch(unicodedata.name(chr(number), "")))
}  # fmt: skip
# One stroke each: nobody tells them apart in every typeface.
_STROKES = str.maketrans("i|1", "lll")
# Letters by name, of which nothing is seen.
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800")
# The categories Cc and Cs of Unicode, which do not grow, and two signs that XML cannot hold at all.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# Direction that holds on until it is taken back: overrides, embeddings and isolates.
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
# On one letter: Tibetan stacks eight, Hebrew and Arabic in full write four.
_MOST_MARKS = 8
_JOINERS = {"\u200c", "\u200d"}  # Persian, Indic scripts and emoji are written with them.


def clean_name(typed: str) -> str:
    """Return a name on one line, without characters that cannot be seen or that turn the line round."""
    kept = "".join(
        letter
        for letter in unicodedata.normalize("NFC", within_its_line(typed))
        if letter not in _BLANK
        and (letter in _JOINERS or letter.isspace() or unicodedata.category(letter)[0] != "C")
    )
    one_line = " ".join(kept.split())
    return one_line if any(unicodedata.category(letter)[0] in "LNPS" for letter in one_line) else ""


def is_blank(text: str) -> bool:
    """Whether nothing of `text` would be seen: `clean_name` would leave nothing of it."""
    return not any(
        letter not in _BLANK and unicodedata.category(letter)[0] in "LNPS" for letter in text
    )


def printable(text: str) -> str:
    """Return `text` without what no feed may hold, control characters above all; lines and tabs stay."""
    return _CONTROLS.sub("", text)


def readable(text: str) -> str:
    """Return a stranger's words as they are kept: `printable`, and `within_its_line`."""
    return within_its_line(printable(text))


def within_its_line(text: str, *, is_html: bool = False) -> str:
    """Return `text` without what turns a line round, and of marks on one letter no more than languages need.

    Args:
        is_html: marks are counted through tags, which nobody sees.
    """
    if text.isascii():
        return text
    kept, marks, is_tag = [], 0, False
    for letter in _TURNS.sub("", text):
        kind = unicodedata.category(letter)
        if is_html and letter in "<>":
            is_tag = letter == "<"
        elif not is_tag and kind != "Cf":
            marks = marks + 1 if kind[0] == "M" else 0
        if marks <= _MOST_MARKS or kind[0] != "M":
            kept.append(letter)
    return "".join(kept)


def looks_like_letter(sign: str) -> bool:
    """Whether `sign`, whatever it is, is read as a letter: a stroke, or a letter in a square."""
    return ord(sign) in _LOOK


def look_of(name: str) -> str:
    """Return what the eye makes of `name`: equal for two names that would be taken for each other."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    seen = plain.translate(_LOOK).translate(_STROKES)
    return "".join(
        letter
        for letter in seen
        if letter not in _BLANK and unicodedata.category(letter)[0] in "LN"
    )
