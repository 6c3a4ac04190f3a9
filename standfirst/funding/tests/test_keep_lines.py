"""Reasons in the books are read by whoever looks at them in a year."""

import pytest
from django.core.exceptions import ValidationError
from django.forms import Form

from standfirst.funding.forms.money import ExplainForm, RefundForm, SpendingForm


@pytest.mark.parametrize(
    ("form", "field"), [(RefundForm, "reason"), (ExplainForm, "why"), (SpendingForm, "purpose")]
)
def test_what_nobody_would_see_is_no_reason(form: type[Form], field: str):
    line = form.base_fields[field]
    assert line.clean(" Court\u200b\nreporter\x00") == "Court reporter"
    with pytest.raises(ValidationError):
        line.clean("\u200b \u2028")
