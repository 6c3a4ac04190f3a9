"""What drafts, scheduled versions and those in a workflow name: it counts as used, and may be gone one day.

Wagtail's index of references reads only what is live. Here each page gets a field that no table has:
the index asks it, too, and so every list of uses and every question before a deletion knows.
"""

import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models.signals import post_save
from django.utils.translation import gettext_lazy as _
from modelcluster.models import get_all_child_m2m_relations
from wagtail.models import Page, ReferenceIndex, Revision, TaskState, get_page_models
from wagtail.tasks import update_reference_index_task

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

Reference = tuple[type[models.Model], str, str, str]

log = logging.getLogger("standfirst.publishing")


class NamedInDrafts(models.Field[Any, Any]):
    """A field without a column, as Django's composite primary key is; the index of references asks it."""

    # So Wagtail leaves it out where it copies a page.
    auto_created = True

    def __init__(self, verbose_name: "StrPromise", *, on_delete: Any) -> None:  # noqa: ANN401
        super().__init__(verbose_name, blank=True, editable=False, serialize=False)
        self.is_protecting = on_delete is models.PROTECT
        # Where the index looks up whether a reference stands against a deletion.
        self.remote_field = _Protection(on_delete)  # type: ignore[assignment]

    def get_attname_column(self) -> tuple[str, None]:
        """Return its name, and no column."""
        return self.get_attname(), None

    def contribute_to_class(
        self,
        cls: type[models.Model],
        name: str,
        private_only: bool = True,  # noqa: FBT001, FBT002 - Django's signature
    ) -> None:
        """Add it to a model that is already there."""
        super().contribute_to_class(cls, name, private_only=private_only)
        setattr(cls, name, None)

    def value_from_object(self, page: Page) -> Any:  # noqa: ANN401 - a list of Reference
        """Return what the versions of `page` name that may yet come out."""
        if getattr(page, "_is_version", False):
            return []
        return [
            reference
            for revision in versions_to_come(page)
            for reference, on_delete in _named(revision)
            if (on_delete is models.PROTECT) == self.is_protecting
        ]

    def extract_references(self, value: list[Reference]) -> Iterator[Reference]:
        """Yield what is named: its kind, its number, and where."""
        yield from value


class ChosenTopics(NamedInDrafts):
    """What a live page is connected with by a table between: the index leaves those out, too."""

    def value_from_object(self, page: Page) -> Any:  # noqa: ANN401 - a list of Reference
        """Return what `page` is connected with, as it is live."""
        return list(_connected(page)) if page.live else []


class _Protection:
    def __init__(self, on_delete: Any) -> None:  # noqa: ANN401
        self.on_delete = on_delete


def index() -> None:
    """Let the index of references count, for every kind of page, what its versions to come name."""
    words = _("Draft or scheduled version")
    for model in get_page_models():
        NamedInDrafts(words, on_delete=models.SET_NULL).contribute_to_class(
            model, "named_in_drafts"
        )
        NamedInDrafts(words, on_delete=models.PROTECT).contribute_to_class(model, "kept_by_drafts")
        connected = ChosenTopics(_("Connections"), on_delete=models.SET_NULL)
        connected.contribute_to_class(model, "connected_with")
    post_save.connect(_index_again, sender=Revision, dispatch_uid="index-drafts")


def versions_to_come(page: Page) -> list[Revision]:
    """Return the versions of `page` that may yet come out: its draft, scheduled ones, those in a workflow."""
    in_workflow = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS)
    wanted = models.Q(approved_go_live_at__isnull=False) | models.Q(
        pk__in=in_workflow.values("revision")
    )
    if page.has_unpublished_changes or not page.live:
        wanted |= models.Q(pk=page.latest_revision_id)
    return list(page.revisions.filter(wanted).order_by("pk"))


def _named(revision: Revision) -> Iterator[tuple[Reference, Any]]:
    try:
        version = revision.as_object()
    except Exception:  # A version that cannot be read stops nothing else from being counted.
        log.exception("version_not_read", extra={"revision": revision.pk})
        return
    version._is_version = True
    for named, number, model_path, content_path in _connected(version):
        yield (named, number, model_path, f"{revision.pk}.{content_path}"), models.SET_NULL
    found = ReferenceIndex._extract_references_from_object(version)
    for kind, number, model_path, content_path in found:
        reference = ReferenceIndex(
            content_type_id=revision.content_type_id,
            to_content_type_id=kind,
            model_path=model_path,
        )
        named = reference.to_content_type.model_class()
        yield (
            (named, number, model_path, f"{revision.pk}.{content_path}"),
            reference.on_delete,
        )


def _connected(page: Page) -> Iterator[Reference]:
    for field in get_all_child_m2m_relations(page):
        for other in getattr(page, field.name).all():
            yield field.related_model, str(other.pk), field.name, f"{field.name}.{other.pk}"


def _index_again(instance: Revision, update_fields: Any = None, **_rest: Any) -> None:  # noqa: ANN401
    """Read a page again whose appointment was cancelled; Wagtail saves nothing of the page then."""
    if update_fields and "approved_go_live_at" in update_fields:
        model = instance.content_type.model_class()
        if model in ReferenceIndex.indexed_models:
            update_reference_index_task.enqueue(
                model._meta.app_label, model._meta.model_name, instance.object_id
            )
