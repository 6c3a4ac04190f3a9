"""What somebody probably meant to type: words one slip away from words that we know.

A slip is a letter too many or too few, a wrong one, or two that changed places. All slips of a word
are written out and looked up, so the cost grows with the word's length and not with the archive.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from standfirst.lib.search_words import folded, spelled

# Shorter words are one slip away from too many, longer ones are no words.
SHORTEST, LONGEST = 3, 24


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words that are known, by how search compares them: as they are usually spelled, and how often."""

    spelling: dict[str, str]
    count: Counter[str]
    letters: frozenset[str]

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Vocabulary":
        """Return the words of `texts`."""
        spelling: dict[str, str] = {}
        count: Counter[str] = Counter()
        for word in (word for text in texts for word in spelled(text)):
            key = folded(word)
            spelling.setdefault(key, word)
            count[key] += 1
        return cls(spelling, count, frozenset(letter for key in spelling for letter in key))

    def nearest(self, word: str) -> str:
        """Return the known word that `word` is or was meant to be, or `word` itself."""
        key = folded(word)
        if key in self.spelling or not SHORTEST <= len(key) <= LONGEST or key.isdigit():
            return word
        near = {slip for slip in _slips(key, self.letters) if slip in self.spelling}
        if not near:
            return word
        return self.spelling[max(near, key=lambda slip: (self.count[slip], slip))]


def _slips(word: str, letters: Iterable[str]) -> Iterator[str]:
    for at in range(len(word) + 1):
        before, after = word[:at], word[at:]
        yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        for letter in letters:
            yield before + letter + after[1:]
            yield before + letter + after
