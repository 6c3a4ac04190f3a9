"""Rows of an article that its old versions, drafts and appointments keep, too."""

from collections.abc import Mapping
from typing import Any, Self, cast

from django.db import models
from modelcluster.models import model_from_serializable_data
from wagtail.models import Orderable


class KeptInVersions(Orderable):
    """A row of an article that an old version opens without, once what it names is gone.

    modelcluster does so by itself where deletion cascades; where the database protects what is
    named, it raises an error, and the version cannot be opened, nor published.
    """

    class Meta(Orderable.Meta):
        abstract = True

    @classmethod
    def from_serializable_data(
        cls,
        data: Mapping[str, Any],
        check_fks: bool = True,  # noqa: FBT001, FBT002 - modelcluster's signature
        strict_fks: bool = False,  # noqa: FBT001, FBT002
    ) -> Self | None:
        """Return the row; None where what it must name is gone."""
        if check_fks and any(_is_gone(field, data) for field in _protected(cls)):
            return None
        made = model_from_serializable_data(cls, data, check_fks=check_fks, strict_fks=strict_fks)
        return cast("Self | None", made)


def _protected(model: type[models.Model]) -> list["models.ForeignKey[Any, Any]"]:
    keys = (field for field in model._meta.fields if isinstance(field, models.ForeignKey))
    return [key for key in keys if key.remote_field.on_delete is models.PROTECT]


def _is_gone(key: "models.ForeignKey[Any, Any]", data: Mapping[str, Any]) -> bool:
    number = data.get(key.name)
    return number is not None and not key.related_model._base_manager.filter(pk=number).exists()
