"""References of transfers, as people read them."""

from django import template

from standfirst.funding import transfer_references

register = template.Library()


@register.filter
def in_groups(reference: str) -> str:
    """RF69K7PM3CXT as RF69 K7PM 3CXT."""
    return transfer_references.in_groups(reference)
