"""Two people with the same form open: the second is told, and nothing is overwritten unseen."""

import hashlib
import json
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext as _
from modelcluster.models import ClusterableModel, get_serializable_data_for_fields
from wagtail.admin.forms import WagtailAdminModelForm


class EditConflictForm(WagtailAdminModelForm):
    """A form of the editor that remembers what it was opened on.

    Wagtail looks for a newer version of pages while they are saved by themselves; what has no
    versions, settings and campaigns among them, is written over. A form without the hidden field,
    of a script or an older page, is taken as it is.
    """

    opened_on = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self._stands = fingerprint(self.instance)
        self.fields["opened_on"].initial = self._stands

    def clean(self) -> dict[str, Any]:
        """Refuse, once, what would overwrite another's change; sent again, it is meant."""
        data: dict[str, Any] = super().clean()
        opened_on = data.pop("opened_on", "")
        if opened_on and opened_on != self._stands:
            name = self.add_prefix("opened_on")
            sent = self.data.copy()  # type: ignore[has-type]
            sent[name] = self._stands
            self.data = sent
            self.add_error(
                None,
                _(
                    "Somebody else saved this after you opened it, so your changes are not saved yet. "
                    "Open it in another tab to compare. If you save again, your version replaces "
                    "theirs."
                ),
            )
        return data

    def has_changed(self) -> bool:
        """The hidden field is no change."""
        return bool(set(self.changed_data) - {"opened_on"}) or any(
            formset.has_changed() for formset in self.formsets.values()
        )


def fingerprint(row: Model) -> str:
    """Return a short text that differs where any field or child row of `row` does; "new" of one that is not kept yet."""
    if row.pk is None:
        return "new"
    fields = (
        row.serializable_data()
        if isinstance(row, ClusterableModel)
        else get_serializable_data_for_fields(row)
    )
    text = json.dumps(fields, default=str, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
