import json
from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder

register = template.Library()


@register.filter
def as_json(options: Any) -> str:  # noqa: ANN401 - whatever the browser's passkey call takes
    """What script is to read from a data attribute; escaped there like any other text."""
    return json.dumps(options, cls=DjangoJSONEncoder)
