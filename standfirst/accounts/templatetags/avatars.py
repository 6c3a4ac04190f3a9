from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from standfirst.accounts.avatars import colour_of, initials

register = template.Library()


@register.simple_tag
def avatar(name: str, key: object) -> SafeString:
    """One or two letters on one of a few grounds; `key` (an account's number, say) picks which.

    It says nothing that the name beside it does not: screen readers pass over it.
    """
    return format_html(
        '<span class="avatar avatar-{}" aria-hidden="true">{}</span>',
        colour_of(str(key)),
        initials(name),
    )
