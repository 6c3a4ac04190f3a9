"""What a version of a page names that has since been deleted; it opens without."""

from collections.abc import Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from modelcluster.models import get_all_child_m2m_relations, get_all_child_relations
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField
from wagtail.models import COMMENTS_RELATION_NAME, Page, Revision
from wagtail.rich_text import extract_references_from_rich_text

Model = type[models.Model]


def gone_from(revision: Revision) -> list[str]:
    """Return what kinds of things `revision` names that are there no more, each once, by name."""
    version = revision.as_object()
    stored = revision.content
    kinds = [
        *_keys(version, stored),
        *_rows(version, stored),
        *_topics(version, stored),
        *_streams(version),
    ]
    return sorted({str(kind._meta.verbose_name) for kind in kinds})


def _keys(version: Page, stored: dict[str, Any]) -> Iterator[Model]:
    for field in version._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is models.SET_NULL:
            named, left = stored.get(field.name), getattr(version, field.attname)
            # Wagtail keeps some of its own from the page itself.
            if named is not None and left is None and not _is_there(field.related_model, named):
                yield field.related_model


def _rows(version: Page, stored: dict[str, Any]) -> Iterator[Model]:
    for relation in get_all_child_relations(version):
        name = relation.get_accessor_name()
        if name == COMMENTS_RELATION_NAME:
            continue
        keys = [
            field
            for field in relation.related_model._meta.concrete_fields
            if isinstance(field, models.ForeignKey) and field.name != relation.field.name
        ]
        for row in stored.get(name, []):
            for key in keys:
                if row.get(key.name) is not None and not _is_there(
                    key.related_model, row[key.name]
                ):
                    yield key.related_model


def _topics(version: Page, stored: dict[str, Any]) -> Iterator[Model]:
    for field in get_all_child_m2m_relations(version):
        if len(stored.get(field.name, [])) > len(getattr(version, field.name).all()):
            yield field.related_model


def _streams(version: Page) -> Iterator[Model]:
    for field in version._meta.concrete_fields:
        value = field.value_from_object(version)
        if isinstance(field, StreamField):
            yield from _blocks(field.stream_block, value)
        elif isinstance(field, RichTextField):
            yield from _links(value or "")


def _blocks(block: blocks.Block, value: Any) -> Iterator[Model]:  # noqa: ANN401 - a block's own value
    if isinstance(block, blocks.ChooserBlock):
        if value is None and block.required:
            yield block.model_class
    elif isinstance(block, blocks.RichTextBlock):
        yield from _links(value.source if value else "")
    else:
        for child, inner in _inside(block, value):
            yield from _blocks(child, inner)


def _inside(block: blocks.Block, value: Any) -> Iterator[tuple[blocks.Block, Any]]:  # noqa: ANN401
    if isinstance(block, blocks.StreamBlock):
        yield from ((child.block, child.value) for child in value)
    elif isinstance(block, blocks.StructBlock):
        yield from ((child, value.get(name)) for name, child in block.child_blocks.items())
    elif isinstance(block, blocks.ListBlock):
        yield from ((block.child_block, item) for item in value)


def _links(markup: str) -> Iterator[Model]:
    for model, number, *_path in extract_references_from_rich_text(markup):
        kind = model.model_class() if isinstance(model, ContentType) else model
        if kind and not _is_there(kind, number):
            yield kind


def _is_there(kind: Model, number: Any) -> bool:  # noqa: ANN401 - a key as JSON has it
    return kind._default_manager.filter(pk=number).exists()
