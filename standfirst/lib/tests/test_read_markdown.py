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
        ("> ```\n> a\nb", '<blockquote><pre tabindex="0"><code dir="ltr">a</code></pre></blockquote><p>b</p>'),
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
        ("[b]() and [c](  ) go on", "<p>[b]() and [c]() go on</p>"),
        ("&nbsp;&copy;", "<p>&amp;nbsp;&amp;copy;</p>"),
        ("```So it was\na\n```", '<pre tabindex="0"><code dir="ltr">So it wasa</code></pre>'),
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
    (named, empty) = html.fromstring(rendered).xpath("//bdi/a")
    assert (named.text, named.getparent().tail) == ("a", " (in full) ")
    assert empty.text == "https://c.example/d"


@pytest.mark.parametrize(
    "words",
    [
        r"¯\_(ツ)_/¯", r"\_(ツ)_/", r"¯\\_(ツ)_/¯", r"\\server\share", r"\\server\_share", r"C:\*.txt", r"C:\Users\_max\*", r"\(x\)", r"50\%",
        r"and\or", r"\@Alice", "\\",
        "&gt;50 % of voters said no", "&gt;=50", "&gt;€50 a month", "&gt;:-( no", "&gt;_&lt;", "- 5 °C in the night", "+ 2 %", "- 3",
    ],
)  # fmt: skip
def test_takes_no_sign_away_that_marks_nothing(words: str):
    typed = words.replace("&gt;", ">").replace("&lt;", "<")
    assert render_comment(typed) == f"<p>{words}</p>"
    assert render_comment(f"So:\n{typed}") == f"<p>So:<br>\n{words}</p>"


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (r"\*not\* \_so\_ \*\*at all\*\* snake\_case", "<p>*not* _so_ **at all** snake_case</p>"),
        (r"\[…\] \`a\` \~~b~~ \<b\> \![a]", "<p>[…] `a` ~~b~~ &lt;b&gt; ![a]</p>"),
        (r"\*Note:\* yes", "<p>*Note:* yes</p>"),
        ("\\- a\n\\+ b\n\\* c\n\\> d\n1\\. e", "<p>- a<br>+ b<br>* c<br>&gt; d<br>1. e</p>"),
        ("a\\\nb", "<p>a\\<br>b</p>"),
        ("+ 2 %\n- 2 %", "<p>+ 2 %<br>- 2 %</p>"),
        ("- 5 °C\n- 3 °C", "<p>- 5 °C<br>- 3 °C</p>"),
        ("- 5 eggs\n- milk", "<ul><li>5 eggs</li><li>milk</li></ul>"),
        ("- milk\n- 5 eggs", "<ul><li>milk</li><li>5 eggs</li></ul>"),
        ("- 2024: a\n- 2025: b", "<ul><li>2024: a</li><li>2025: b</li></ul>"),
        ("> 50 people came", "<blockquote><p>50 people came</p></blockquote>"),
        (">a\n>50", "<blockquote><p>a<br>50</p></blockquote>"),
    ],
)  # fmt: skip
def test_reads_the_signs_that_were_meant(words: str, shown: str):
    assert one_line(words) == shown
