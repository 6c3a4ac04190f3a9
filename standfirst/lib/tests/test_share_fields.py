from django import forms

from standfirst.lib.shared_fields import share_fields


@share_fields
class _Form(forms.Form):
    words = forms.CharField()
    name = forms.CharField(required=False)


def test_forms_of_a_class_have_the_same_fields():
    assert _Form().fields["words"] is _Form().fields["words"]


def test_a_form_does_not_see_what_another_was_filled_in_with():
    assert _Form({"words": "Who paid?"}).is_valid()
    other = _Form({"name": "A. Reader"})
    assert not other.is_valid()
    assert list(other.errors) == ["words"]


def test_a_field_that_one_form_does_without_is_in_the_next():
    del _Form().fields["name"]
    assert "name" in _Form().fields
