"""What was odd in a file and could be understood all the same: counted, with the lines where it stood."""

from collections import Counter, defaultdict

MOST_LINES = 5


class Oddities:
    """Counts by what was odd; the first few lines of each are named."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._lines: defaultdict[str, list[int]] = defaultdict(list)

    def note(self, what: str, line: int, count: int = 1) -> None:
        """Count something odd that stood in a line, the first line being 1."""
        if count:
            self._counts[what] += count
            lines = self._lines[what]
            if len(lines) < MOST_LINES and line not in lines:
                lines.append(line)

    def as_counter(self, file: str = "") -> Counter[str]:
        """Return the counts by sentences that name the lines, and the file where there are several."""
        where = f" of {file}" if file else ""
        return Counter(
            {
                f"{what} (line {', '.join(map(str, self._lines[what]))}{where})": count
                for what, count in self._counts.items()
            }
        )
