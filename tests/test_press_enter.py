"""Enter in a field presses the first button of its form; where there are several acts, it presses none."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

ROOT = Path(__file__).parent.parent / "standfirst"
TEMPLATES = {
    path.as_posix().rpartition("/templates/")[2]: path
    for path in ROOT.glob("*/templates/**/*.html")
}
TEMPLATES |= {
    path.as_posix().rpartition("/templates/")[2]: path
    for path in ROOT.glob("*/*/templates/**/*.html")
}
# Forms that do one thing, which Enter may do, and whose other buttons decide nothing:
# posting; the others show it first, or lead to signing in.
DO_ONE_THING = {"discussion/parts/form.html"}
Attributes = dict[str, str | None]
# As `enter_does_nothing.html` has them.
GUARDS: list[Attributes] = [
    {"type": "submit", "disabled": None, "hidden": None},
    {"type": "submit", "formmethod": "dialog", "formnovalidate": None, "hidden": None},
]


@dataclass
class Form:
    """One form of a template, with those of its controls that stand elsewhere on the page."""

    template: str
    buttons: list[Attributes] = field(default_factory=list)
    has_field: bool = False

    @property
    def has_several_acts(self) -> bool:
        """A button whose value is filled in later stands for several."""
        acts = [button for button in self.buttons if button not in GUARDS]
        return len(acts) > 1 or any(button.get("value") == "…" for button in acts)

    @property
    def is_guarded(self) -> bool:
        return self.buttons[:2] == GUARDS


class Forms(HTMLParser):
    """Finds the forms in the text of a template, and what belongs to each."""

    def __init__(self, template: str) -> None:
        super().__init__()
        self.template = template
        self.all: list[Form] = []
        self.by_id: dict[str, Form] = {}
        self.open: Form | None = None
        self.feed(text_of(template))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag == "form":
            self.open = Form(self.template)
            self.all.append(self.open)
            self.by_id[attributes.get("id") or "without"] = self.open
        form = self.by_id.get(attributes.get("form") or "", self.open)
        kind = attributes.get("type", "submit" if tag == "button" else "text")
        if form is None or tag not in {"button", "input", "select"} or kind in {"hidden", "button"}:
            return
        if kind == "submit":
            form.buttons.append(attributes)
        else:
            form.has_field = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None


def text_of(template: str) -> str:
    """A template as a page with all that is there under any condition, and the parts of forms that it includes."""
    text = TEMPLATES[template].read_text() if template in TEMPLATES else ""
    text = re.sub(r"{% comment %}.*?{% endcomment %}", "", text, flags=re.DOTALL)
    text = re.sub(r'{% include "([^"]+)".*?%}', lambda found: part_of(found[1]), text)
    text = re.sub(r"{{ (\w+\.)?field }}", "<input>", text)
    return re.sub(r"{%.*?%}", "", re.sub(r"{{.*?}}", "…", text))


def part_of(template: str) -> str:
    """What is included; where it is a whole form, that is looked at by itself."""
    text = text_of(template)
    return "" if "<form" in text else text


def test_enter_decides_nothing_where_there_are_several_acts():
    forms = [form for template in TEMPLATES for form in Forms(template).all if form.has_field]
    several = [form for form in forms if form.has_several_acts]
    unguarded = {form.template for form in several if not form.is_guarded}
    assert unguarded == DO_ONE_THING
