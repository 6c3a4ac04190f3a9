"""Writes lists, nested ones too, in the shape our rich text keeps."""

from lxml import etree

from .inline import Inline

DEEPEST = 20


def list_html(element: etree._Element, inline: Inline, depth: int = 0) -> str:
    """Write a list; a list in a list belongs to the point before it, wherever the old mark-up put it."""
    points: list[str] = []
    for child in _points(element):
        if isinstance(child, str):
            if child.strip():
                points.append(inline.text(child).strip())
        elif child.tag in {"ul", "ol"}:
            nested = list_html(child, inline, depth + 1)
            points[-1:] = [points[-1] + nested] if points else [nested]
        else:
            words = inline.element(child) if child.tag != "li" else inline.children(child)
            nested = "".join(_lists_in(child, inline, depth)) if depth < DEEPEST else ""
            points.append(words.strip() + nested)
    inside = "".join(f"<li>{point}</li>" for point in points if point)
    return f"<{element.tag}>{inside}</{element.tag}>" if inside else ""


def _points(element: etree._Element) -> list[etree._Element | str]:
    found: list[etree._Element | str] = [element.text or ""]
    for child in element:
        if child.tag == "wp-block":
            found.extend(_points(child))
        else:
            found.append(child)
        found.append(child.tail or "")
    return found


def _lists_in(point: etree._Element, inline: Inline, depth: int) -> list[str]:
    found: list[str] = []
    for child in point:
        if child.tag in {"ul", "ol"}:
            found.append(list_html(child, inline, depth + 1))
        else:
            found.extend(_lists_in(child, inline, depth))
    return found
