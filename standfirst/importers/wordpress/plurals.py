"""Says what a report counts in the number that its figure asks for: 1 article, 78 articles.

No library that is here does this. `ngettext` (Django) and Babel choose between two forms that somebody wrote, by the rule of a
language; here, one form is known where something is met, and how often only once all is read. A report is English whatever the
language of the site, as a terminal's words are, so the second form of a few dozen nouns and verbs is all that is needed.
"""

import re

PLURALS = {
    "address": "addresses", "ampersand": "ampersands", "article": "articles", "attachment": "attachments", "author": "authors", "block": "blocks",
    "byline": "bylines", "byte": "bytes", "category": "categories", "character": "characters", "circle": "circles", "comment": "comments",
    "direction": "directions", "document": "documents", "embed": "embeds", "frame": "frames", "gallery": "galleries",
    "item": "items", "list": "lists", "page": "pages", "passage question": "passage questions", "picture": "pictures", "ping": "pings",
    "post": "posts", "recording": "recordings", "redirect": "redirects", "reply": "replies", "script": "scripts", "section": "sections",
    "separator": "separators", "shortcode": "shortcodes", "table": "tables", "tag": "tags", "term": "terms", "title or description": "titles or descriptions",
}  # fmt: skip
QUALIFIERS = (
    r"(?:an? |in bodies: (?:an? )?|featured |gallery (?=picture)|old |sticky |synced |inline )?"
)
NOUN = re.compile(rf"\A({QUALIFIERS})({'|'.join(sorted(PLURALS, key=len, reverse=True))})\b")
VERBS = ((" that is ", " that are "), (" that does ", " that do "), (" that has ", " that have "), (" that shows or links ", " that show or link "),
    (" that was ", " that were "), (" whose parent is ", " whose parents are "), (" whose credit is ", " whose credits are "),
    (": it is left out", ": left out"), (": it leads", ": they lead"), (": its articles", ": their articles"))  # fmt: skip


def counted(words: str, count: int) -> str:
    """Return `words`, which name one thing, as they name `count` of them; words of no known noun stay."""
    found = NOUN.match(words)
    if count == 1 or found is None:
        return words
    before, after = re.sub(r"\ban? ", "", found[1]), words[found.end() :]
    for one, many in VERBS:
        after = after.replace(one, many, 1)
    return f"{before}{PLURALS[found[2]]}{after}"
