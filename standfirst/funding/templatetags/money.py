"""Amounts that a template has as minor units."""

from django import template

from standfirst.lib.money import Money

register = template.Library()


@register.filter
def money(minor: int, currency: str) -> Money:
    """Minor units of a currency as people write them."""
    return Money(int(minor), currency)
