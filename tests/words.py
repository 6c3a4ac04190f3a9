"""The catalogues: what is to be translated, gathered from the code, and the compiled files.

`python -m tests.words` writes both anew; tests/test_words.py asks whether they are up to date.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
LOCALE = ROOT / "standfirst/locale"
# English is what the code itself says.
LANGUAGES = ("ar", "de", "es", "fr")
_NOT_SHOWN = ("*/tests/*", "*/testing.py", "*/migrations/*")


def catalogue(language: str, locale: Path = LOCALE) -> Path:
    """Where the words of `language` are."""
    return locale / language / "LC_MESSAGES/django.po"


def gather(locale: Path) -> None:
    """Bring the catalogues in `locale` up to date with the code; what is new has no translation yet."""
    with tempfile.TemporaryDirectory() as folder:
        # In a copy: the command keeps its files beside what it reads.
        copy = Path(folder) / "standfirst"
        shutil.copytree(
            ROOT / "standfirst", copy, ignore=shutil.ignore_patterns("locale", "static")
        )
        shutil.copytree(locale, copy / "locale")
        subprocess.run(
            [
                sys.executable, "-m", "django", "makemessages", "--no-wrap", "--no-obsolete", "--add-location", "file",
                *(f"--locale={language}" for language in LANGUAGES), *(f"--ignore={it}" for it in _NOT_SHOWN),
            ],
            cwd=copy,
            check=True,
            capture_output=True,
        )  # fmt: skip
        for language in LANGUAGES:
            text = catalogue(language, copy / "locale").read_text()
            catalogue(language, locale).write_text(_with_our_head(text, language))


def _with_our_head(text: str, language: str) -> str:
    """With a head that says what matters and stays the same from day to day."""
    plural = re.search(r'"Plural-Forms:[^"]*"', text)
    head = [
        'msgid ""', 'msgstr ""', '"Project-Id-Version: standfirst\\n"', f'"Language: {language}\\n"',
        '"MIME-Version: 1.0\\n"', '"Content-Type: text/plain; charset=UTF-8\\n"',
        '"Content-Transfer-Encoding: 8bit\\n"', *([plural[0]] if plural else []),
    ]  # fmt: skip
    _old, rest = text.split("\n\n", 1)
    return "\n".join(head) + "\n\n" + rest


def compile_words(language: str, locale: Path = LOCALE) -> None:
    """Write what the running paper reads."""
    source = catalogue(language, locale)
    command = ["msgfmt", "--check-format", "--output-file", source.with_suffix(".mo"), source]
    subprocess.run(command, check=True)


if __name__ == "__main__":
    for name in LANGUAGES:
        catalogue(name).parent.mkdir(parents=True, exist_ok=True)
    gather(LOCALE)
    for name in LANGUAGES:
        compile_words(name)
