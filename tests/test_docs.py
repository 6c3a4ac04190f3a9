"""What the docs tell people to type exists, and what can be run at no cost is run."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import folders
from tests.made_once import migrated_sqlite, on_sqlite_anyway

ROOT = Path(__file__).parent.parent
PAGES = [*ROOT.glob("*.md"), ROOT / "tests/README.md", *ROOT.glob("docs/*.md")]
TEXT = {str(page.relative_to(ROOT)): page.read_text() for page in sorted(PAGES)}
# What the changelog tells of may have gone since.
TODAY = sorted(TEXT.keys() - {"CHANGELOG.md"})
COMMANDS = sorted(
    {
        found
        for page in TODAY
        for found in re.findall(
            r"(?:\$ (?:sudo -u standfirst )?(?:\.venv/bin/)?|^ {4,})(standfirst [^#\n]+|bin/[^#\n]+)",
            TEXT[page],
            re.M,
        )
    }
)


def words(command: str) -> list[str]:
    return command.replace("…", " ").split("&&")[0].split()


@pytest.mark.parametrize("command", [it for it in COMMANDS if it.startswith("bin/")])
def test_the_script_is_there_and_may_be_run(command: str):
    assert os.access(ROOT / words(command)[0], os.X_OK)


@pytest.mark.parametrize("command", [it for it in COMMANDS if it.startswith("standfirst")])
def test_the_command_knows_what_the_docs_give_it(command: str):
    _, *rest = words(command)
    subcommands = [
        word for word in rest[: 2 if rest[0] == "import" else 1] if not word.startswith("-")
    ]
    told = subprocess.run(
        [sys.executable, "-m", "standfirst", *subcommands, "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert [
        option for option in rest if option.startswith("--") and option not in told.stdout
    ] == []


@on_sqlite_anyway
def test_doctor_runs_on_a_new_database_and_says_what_to_do(tmp_path: Path):
    data = shutil.copytree(migrated_sqlite().parent, tmp_path / "data")
    environment = {**os.environ, "STANDFIRST_DATA": str(data)}
    environment.pop("DATABASE_URL", None)
    standfirst = [sys.executable, "-m", "standfirst"]
    subprocess.run([*standfirst, "migrate"], env=environment, check=True, capture_output=True)
    told = subprocess.run(
        [*standfirst, "doctor"], env=environment, check=False, capture_output=True, text=True
    )
    assert "Nobody can sign in" in told.stdout
    assert told.returncode == 1
    checked = subprocess.run(
        [*standfirst, "migrate", "--check"],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    assert "up to date" in checked.stdout
    assert [path for path in [data, *data.rglob("*")] if path.stat().st_mode & 0o077] == []


@pytest.mark.parametrize("page", TEXT)
def test_links_lead_somewhere(page: str):
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", TEXT[page])
    assert [link for link in links if not (ROOT / page).parent.joinpath(link).exists()] == []


@pytest.mark.parametrize("page", TODAY)
def test_a_page_names_files_that_are_there(page: str):
    tops = "standfirst|tests|bench|bin|deploy|docs|requirements"
    named = re.findall(rf"`((?:{tops})/[\w./-]*)`", TEXT[page])
    assert [path for path in named if not (ROOT / path).exists()] == []


EXAMPLES = re.findall(r"^`(\S+)`:\n\n```\w+\n(.*?)^```", TEXT["tests/README.md"], re.M | re.S)


@pytest.mark.parametrize(("path", "example"), EXAMPLES, ids=[path for path, _ in EXAMPLES])
def test_an_example_is_a_real_test(path: str, example: str):
    assert example in (ROOT / path).read_text()


def test_every_example_says_where_it_is_from():
    blocks = re.findall(r"^```(?:python|toml)$", TEXT["tests/README.md"], re.M)
    assert len(EXAMPLES) == len(blocks) > 0


def test_the_list_of_folders_is_what_the_folders_say_of_themselves():
    found = folders.PLACE.search(TEXT["docs/developer.md"])
    assert found
    assert found[0] == folders.folders(), "write it anew: .venv/bin/python -m tests.folders"


def test_the_list_of_folders_has_each_package(tmp_path: Path):
    new = tmp_path / "standfirst" / "embed"
    new.mkdir(parents=True)
    (new / "__init__.py").touch()
    with pytest.raises(ValueError, match=r"standfirst/embed/.* has no docstring"):
        folders.folders(tmp_path)
    (new / "__init__.py").write_text('"""Our meter on other sites."""\n')
    assert folders.folders(tmp_path) == "- `standfirst/embed/`: Our meter on other sites.\n"


def defined_twice(glossary: str) -> list[str]:
    defined = [
        word
        for word in re.findall(r"^\| ([^|]+) \|", glossary, re.M)
        if word not in {"word", "---"}  # the head of each table
    ]
    assert defined
    return sorted(word for word in set(defined) if defined.count(word) > 1)


def test_the_glossary_defines_each_word_once():
    glossary = TEXT["docs/glossary.md"]
    assert defined_twice(glossary) == []
    assert defined_twice(glossary + "\n| word | is |\n| --- | --- |\n| gift | money |\n") == [
        "gift"
    ]


def test_the_changelog_names_the_version():
    from standfirst import __version__  # noqa: PLC0415

    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text()
