"""What the blocks of a body are laid out with."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.utils.translation import gettext as _

from standfirst.publishing.claims import Claim
from standfirst.publishing.embeds import Door, door_to
from standfirst.publishing.tables import Table, read_table

register = template.Library()


@register.filter
def embed_door(url: str) -> Door:
    return door_to(url)


@register.filter
def table_of(value: Mapping[str, Any]) -> Table:
    return read_table(value)


@register.filter
def one_per_source(claims: Iterable[Claim]) -> list[Claim]:
    """The claims of a paragraph, without those whose source was just named."""
    return list({claim.source.number: claim for claim in reversed(list(claims))}.values())[::-1]


@register.filter
def in_a_row(claims: Sequence[Claim]) -> str:
    """The numbers of several claims in words: 4 and 5; 1, 2 and 4."""
    numbers = [str(claim.source.number) for claim in one_per_source(claims)]
    if len(numbers) == 1:
        return numbers[0]
    return _("%(numbers)s and %(last)s") % {"numbers": ", ".join(numbers[:-1]), "last": numbers[-1]}
