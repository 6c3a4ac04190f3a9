"""A person's Markdown is read as people write: their numbers, their paragraphs and their quotations stay theirs."""

import pytest
from lxml import html

from standfirst.lib.html import render_comment


def one_line(words: str) -> str:
    return render_comment(words).replace("\n", "")


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("3. Your third point is wrong.", '<ol start="3"><li>Your third point is wrong.</li></ol>'),
        ("5. Mai 2026 war es soweit.", '<ol start="5"><li>Mai 2026 war es soweit.</li></ol>'),
        ("1. a\n2. b\n7. c\n8. d", '<ol><li>a</li><li>b</li><li value="7">c</li><li>d</li></ol>'),
        ("0. a\n5. b", '<ol start="0"><li>a</li><li value="5">b</li></ol>'),
        ("3. a\n   - b\n4. c", '<ol start="3"><li>a<ul><li>b</li></ul></li><li>c</li></ol>'),
        ("42.", "<p>42.</p>"),
        ("05. Mai", "<p>05. Mai</p>"),
    ],
)
def test_keeps_a_writers_own_numbers(words: str, shown: str):
    assert one_line(words) == shown


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("> a\nb", "<blockquote><p>a</p></blockquote><p>b</p>"),
        ("> a\n> b\nc\nd", "<blockquote><p>a<br>b</p></blockquote><p>c<br>d</p>"),
        ("> - a\nb", "<blockquote><ul><li>a</li></ul></blockquote><p>b</p>"),
        (">> a\n> b\nc", "<blockquote><blockquote><p>a</p></blockquote><p>b</p></blockquote><p>c</p>"),
        ("- > a\n  b", "<ul><li><blockquote><p>a</p></blockquote>b</li></ul>"),
        ("> ```\n> a\nb", "<blockquote><pre><code>a</code></pre></blockquote><p>b</p>"),
    ],
)  # fmt: skip
def test_ends_a_quotation_at_the_first_line_without_its_sign(words: str, shown: str):
    assert one_line(words) == shown


@pytest.mark.parametrize("begin", ["\t", "    ", "          "])
def test_takes_no_pasted_paragraph_for_code(begin: str):
    assert render_comment(f"{begin}It was late.\n\n{begin}So we left.") == (
        "<p>It was late.</p>\n<p>So we left.</p>"
    )


def test_shows_what_is_nested_too_deep_as_it_was_typed():
    deep = html.fromstring(render_comment(">" * 30 + " word"))
    assert deep.text_content().strip() == ">" * 12 + " word"
    levels = "\n".join("  " * level + f"- level {level}" for level in range(30))
    assert html.fromstring(render_comment(levels)).text_content().count("level") == 30


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("[1]: Ibid.", "<p>[1]: Ibid.</p>"),
        ("&nbsp;&copy;", "<p>&amp;nbsp;&amp;copy;</p>"),
        ("```So it was\na\n```", "<pre><code>So it wasa</code></pre>"),
        ("Leser*innen und Autor*innen", "<p>Leser*innen und Autor*innen</p>"),
        ("5*6*7 2**3**4", "<p>5*6*7 2**3**4</p>"),
        ("*a* **b**c ~~d~~", "<p><em>a</em> <strong>b</strong>c <s>d</s></p>"),
        ("这是**粗体**文字", "<p>这是<strong>粗体</strong>文字</p>"),
    ],
)
def test_hides_nothing_that_was_typed(words: str, shown: str):
    assert one_line(words) == shown


def test_shows_what_stands_in_a_link_out_of_sight():
    rendered = render_comment('[a](/b "in full") [](https://c.example/d)')
    (named, empty) = html.fromstring(rendered).xpath("//a")
    assert (named.text, named.tail) == ("a", " (in full) ")
    assert empty.text == "https://c.example/d"
