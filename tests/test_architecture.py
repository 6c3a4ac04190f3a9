"""The rules of the house that no tool knows by itself."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

from standfirst.reactions.table import TABLE

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "standfirst"
LAYERS = ["lib", "outbox", "accounts", "publishing", "discussion|funding", "sourcing", "notifications|moderation", "embed|importers|delivery", "reactions", "demo", "cli"]  # fmt: skip
LONGEST_FILE = 400
# Longer files, each with its reason.
LONGER = {
    "standfirst/settings.py": "One table of settings, read from top to bottom; parts of it would be looked for.",
}


def _layer(app: str) -> int:
    return next(number for number, names in enumerate(LAYERS) if app in names.split("|"))


def _own_models() -> Iterator[type]:
    for model in apps.get_models():
        if model.__module__.startswith("standfirst."):
            yield model


def test_foreign_keys_point_down():
    wrong = []
    for model in _own_models():
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if (
                field.auto_created
                or target is None
                or not target.__module__.startswith("standfirst.")
            ):
                continue
            here, there = model._meta.app_label, target._meta.app_label
            if here != there and _layer(there) >= _layer(here):
                wrong.append(f"{model.__name__}.{field.name} -> {target.__name__}")
    assert wrong == []


def test_views_and_forms_are_private_to_their_app():
    wrong = []
    for path in PACKAGE.glob("**/*.py"):
        app = path.relative_to(PACKAGE).parts[0]
        for imported in re.findall(
            r"from standfirst\.(\w+)\.(?:\w+\.)*(?:views|forms) import", path.read_text()
        ):
            if imported != app:
                wrong.append(str(path))
    assert wrong == []


def _own_patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _own_patterns(pattern)
        elif (getattr(pattern.callback, "__module__", "") or "").startswith("standfirst."):
            yield pattern


def test_every_address_says_who_may_enter():
    silent = [
        str(pattern.pattern)
        for pattern in _own_patterns(get_resolver())
        if not getattr(pattern.callback, "access", "")
    ]
    assert silent == []


def _recorded() -> set[str]:
    """The names of all events that some service writes to the outbox."""
    return {
        call.args[0].value
        for path in PACKAGE.glob("**/*.py")
        if "tests" not in path.parts
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", "") in {"record", "record_once"}
        and call.args
        and isinstance(call.args[0], ast.Constant)
    }


def test_every_outbox_event_has_a_reaction():
    """A name that the table does not know would wait in the outbox for ever."""
    assert _recorded() <= TABLE.keys()


def test_a_reaction_is_known_by_its_name():
    """It is kept by name while it is due: two of one event may not share one."""
    for reactions in TABLE.values():
        assert len({reaction.__name__ for reaction in reactions}) == len(reactions)


def _variables() -> set[str]:
    return {
        call.args[0].value
        for file in ("settings.py", "cli/run.py")
        for call in ast.walk(ast.parse((PACKAGE / file).read_text()))
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", "").startswith("env_")
        and call.args
        and isinstance(call.args[0], ast.Constant)
    }


@pytest.mark.parametrize("variable", sorted(_variables()))
def test_every_setting_is_documented(variable: str):
    assert f"`{variable}`" in (ROOT / "docs" / "operator.md").read_text()


def test_no_file_has_outgrown_its_room():
    long = {
        str(path.relative_to(ROOT)): count
        for folder in (PACKAGE, ROOT / "tests", ROOT / "bench")
        for path in folder.glob("**/*")
        if path.suffix in {".py", ".html", ".css", ".js"} and "migrations" not in path.parts
        if (count := len(path.read_text().splitlines())) > LONGEST_FILE
    }
    assert long.keys() - LONGER.keys() == set()


@pytest.mark.parametrize(
    "pattern", [r"<script(?![^>]*(src=|ld\+json))", r"\sstyle=", r"\son\w+=\"", r"<style"]
)
def test_no_template_holds_inline_script_or_style(pattern: str):
    found = [
        str(path)
        for path in PACKAGE.glob("*/templates/**/*.html")
        # Letters: readers' mail programs throw every other style away, and run no script.
        if "mail" not in path.parts and re.search(pattern, path.read_text())
    ]
    assert found == []


def test_no_page_asks_another_host():
    """Links may lead away; nothing may be loaded from elsewhere."""
    loads = re.compile(
        r"<(?:script|img|iframe|source|video|audio)[^>]+src=\"(?:https?:)?//|<link[^>]+rel=\"(?:stylesheet|preload|icon)\"[^>]+href=\"(?:https?:)?//"
    )
    found = [
        str(path)
        for path in PACKAGE.glob("*/templates/**/*.html")
        if loads.search(path.read_text())
    ]
    assert found == []
    imports = [
        str(path)
        for path in PACKAGE.glob("*/static/**/*.css")
        if re.search(r"url\(.?https?:|@import", path.read_text())
    ]
    assert imports == []


def test_no_lock_names_a_host():
    locks = [*(ROOT / "requirements").glob("*.lock"), ROOT / "package-lock.json"]
    assert [str(path) for path in locks if "://" in path.read_text()] == []


@pytest.mark.xdist_group("itself")
def test_tests_of_one_site_stay_in_one_process(request: pytest.FixtureRequest):
    grouped = getattr(request.config.option, "loadgroup", False)
    assert request.node.nodeid.endswith("@itself") == grouped
