"""Tells a picture's caption from the credit that WordPress, having no field for it, keeps at its end.

Only a sure form is a credit: a false one puts somebody's name under words that they never saw, and cuts the caption in two.
"""

import re

_WORDS = (
    r"photo(?:s|graph(?:s|er|ie)?|graphy)?|pictures?|images?|illustrations?|graphics?|drawing|courtesy|"
    r"fotos?|foto(?:gra(?:f|fie|fia|fía|ph|phie)|grafi)|bild(?:er)?|grafik|zeichnung|bildnachweis|bildrechte|"
    r"cr[ée]dits?(?:\s+(?:photos?|images?|fotos?|de\s+(?:la\s+)?(?:photo|imagen|foto)))?|dessin|cliché|"
    r"imagen|im[aá]genes|ilustraci[óo]n|ilustração|cr[ée]ditos?|cortes[íi]a|immagine|imagem|divulgação|beeld|illustratie|illustrasjon|bilde|"
    r"kuva|fot\.|zdj(?:ęcie|\.)|fotografi(?:e|ja|ya)|fotoğraf|fotó|фото|изображение|ілюстрація|иллюстрация|φωτογραφία|φωτο|צילום|תמונה|"
    r"تصوير|الصورة|صورة|عدسة|写真|撮影|摄影|攝影|图片|圖片|사진"
)
_CREDIT_WORD = (
    rf"(?:{_WORDS})(?:\s+(?:credits?|courtesy|copyright|by|von|par|por|di|de|av|af|door))?"
)
_BY = r"(?:photo(?:s|graphs?|graphed)?|pictures?|images?|illustrations?|graphics?|drawings?)\s+(?:by|via|courtesy\s+of)|courtesy(?:\s+of)?|foto(?:s)?\s+(?:von|di|de|por|av|door)|photos?\s+(?:de|par)|mit\s+freundlicher\s+genehmigung\s+von"
_AGENCIES = (
    r"AP|AFP|Reuters|Getty(?:\s+Images)?|EPA(?:-EFE)?|EFE|dpa|PA(?:\s+(?:Wire|Media|Images))?|TASS|Xinhua|ANSA|Bloomberg|Shutterstock|Alamy|imago(?:\s+images)?|"
    r"picture[\s-]alliance|Keystone(?:-SDA)?|KEYSTONE|ANP|Belga|Ritzau(?:\s+Scanpix)?|NTB|TT|Lehtikuva|APA|Anadolu(?:\s+Agency|\s+Images)?|Magnum(?:\s+Photos)?|NurPhoto|SIPA|"
    r"ZUMA(?:\s+Press)?|UPI|Canadian\s+Press|The\s+Canadian\s+Press|Associated\s+Press|Unsplash|Pexels|Pixabay|Flickr|Wikimedia(?:\s+Commons)?|Adobe\s+Stock|iStock"
)
_SURE_ALONE = r"AFP|Reuters|Getty(?:\s+Images)?|dpa|Shutterstock|Alamy|AP\s+(?:Photo|Images)|Wikimedia\s+Commons|Associated\s+Press|Adobe\s+Stock|iStock"
# Where a caption's own words end.
_END = r"(?:^|(?<=[.!?…»”\"’;|/–—•·।。\uff01\uff1f])\s*|(?<=\s)[|/–—•·-]\s*|,\s*)"
_NAME = r"(?P<credit>[^()\[\]]{2,150}?(?:\s*\([^()\[\]]{2,40}\))?)"
_CLOSE = r"\s*\.?\s*$"


_CREDITED = rf"{_END}(?:{_CREDIT_WORD})\s*[:\uff1a]\s*{_NAME}{_CLOSE}"
FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"\s*[(\[]\s*(?:{_CREDIT_WORD})\s*[:\uff1a]\s*{_NAME}[)\]]{_CLOSE}",
        rf"\s*[(\[]\s*(?:{_BY})\s+{_NAME}[)\]]{_CLOSE}",
        rf"\s*[(\[]\s*(?:©|\(c\)|copyright\s)\s*{_NAME}[)\]]{_CLOSE}",
        _CREDITED,
        rf"{_END}(?:{_BY})\s+{_NAME}{_CLOSE}",
        rf"(?:^|\s+)(?:(?:{_WORDS})\s*)?(?:©|\(c\)\s)\s*{_NAME}{_CLOSE}",
        rf"\s*[(\[]\s*(?:photo\s+)?credits?\s+{_NAME}[)\]]{_CLOSE}",
    )
)
# These are written with capitals, and mean something else without.
AGENCY_FORMS = (
    re.compile(
        rf"\s*[(\[]\s*(?P<credit>(?:(?:AP|EPA|REUTERS|AFP)\s+Photo|Photo|[^()\[\]/]{{2,80}}|(?:{_SURE_ALONE}))\s*(?:/|\bvia\b)\s*(?:{_AGENCIES})(?:\s*(?:/|\bvia\b)\s*(?:{_AGENCIES}))*)[)\]]{_CLOSE}"
    ),
    re.compile(
        rf"\s*[(\[]\s*(?P<credit>(?:AP|EPA|AFP|PA|Reuters|REUTERS|Staff)?\s*(?:Photo|Foto|Image)\s*/\s*[^()\[\]]{{2,100}})[)\]]{_CLOSE}"
    ),
    re.compile(rf"\s*[(\[]\s*(?P<credit>{_SURE_ALONE})[)\]]{_CLOSE}"),
    re.compile(
        rf"(?:^|(?<=[.!?…])\s+|\s+[|–—-]\s+)(?P<credit>[^()\[\]/.!?|–—]{{2,60}}(?:\s*(?:/|\bvia\b)\s*(?:{_AGENCIES}))+){_CLOSE}"
    ),
    re.compile(rf"{_END}(?:Photo|Foto|PHOTO)\s*/\s*(?P<credit>[^()\[\]]{{2,100}}?){_CLOSE}"),
    re.compile(
        rf"{_END}(?P<credit>(?:AP|EPA|AFP|PA|Reuters|REUTERS)\s+Photo\s*/\s*[^()\[\]]{{2,100}}?){_CLOSE}"
    ),
)
CONNECTORS = frozenset({
    "a", "af", "al", "and", "archiv", "archive", "av", "bin", "by", "courtesy", "da", "das", "de", "del", "della", "den", "der", "des", "di", "do", "dos", "du",
    "e", "el", "en", "et", "file", "for", "für", "handout", "i", "in", "la", "le", "los", "of", "och", "og", "on", "oraz", "per", "ten", "ter", "the",
    "und", "van", "via", "von", "vom", "y", "zu", "zum",
})  # fmt: skip
ARTICLES = frozenset(
    {
        "the",
        "a",
        "an",
        "der",
        "die",
        "das",
        "le",
        "la",
        "les",
        "el",
        "los",
        "il",
        "de",
        "het",
        "een",
        "ein",
        "eine",
        "un",
        "une",
    }
)
SMALL = frozenset({"dpa", "imago", "epa", "ddp", "picture", "alliance"})
"""Agencies that write themselves with small letters."""
LONGEST = 2000


def split_credit(caption: str) -> tuple[str, str]:
    """Split “The east quay. Photo: Tom Achterberg / The Ledger” into what it shows and who made it."""
    line = " ".join(caption.split())
    if len(line) > LONGEST:
        return line, ""
    for form in (*FORMS, *AGENCY_FORMS):
        found = form.search(line)
        if not found or not _is_name(found["credit"]):
            continue
        before = re.sub(r"[\s(\[|/–—,;•·-]+$", "", line[: found.start()])
        if before or form.pattern != _CREDITED or not _may_be_shown(found["credit"]):
            return before, found["credit"].strip(" ,;|©")
    return line, ""


def _may_be_shown(words: str) -> bool:
    """Say whether what follows “Picture:” may be what it shows, where the caption says nothing else: “The mayor”, “Berlin”."""
    parts = words.split()
    is_one_name = len(parts) == 1 and parts[0].isalpha() and not parts[0].isupper()
    return parts[0].lower() in ARTICLES or (
        is_one_name and not re.fullmatch(_AGENCIES, parts[0]) and parts[0] not in SMALL
    )


def _is_name(words: str) -> bool:
    """Say whether words are names, not a sentence: “Photo: rents rose by half” is none."""
    parts = re.split(r"[\s/|&+,;·•()©-]+", words.strip())
    parts = [part for part in parts if part]
    named = [part for part in parts if part.lower() not in CONNECTORS]
    return bool(named) and len(parts) <= 14 and not any(_is_common(part) for part in named)


def _is_common(word: str) -> bool:
    """A word in small letters; addresses, handles and scripts without capitals have none."""
    first = next((sign for sign in word if sign.isalpha()), "")
    return first.islower() and word not in SMALL and not re.search(r"[.@_]\w|^[dl]['’]", word)
