"""Names that no reader may take: they would be taken for somebody who works here.

Apps above know of more such people (authors may have no account); they add a source of names when they start.
"""

from collections.abc import Callable, Iterable

from standfirst.lib.names import look_of

from .models import User
from .roles import ROLES

Source = Callable[[], Iterable[str]]

_OFFICES = (*ROLES, "Admin", "Administrator", "Moderation", "Newsroom", "Staff", "Editorial staff")
_sources: list[Source] = []


def reserve_names(source: Source) -> None:
    """Ask `source` for further names of people who work here, each time a reader chooses one."""
    _sources.append(source)


def is_reserved(name: str, *, besides: User | None = None) -> bool:
    """Tell whether `name` looks like that of somebody who works here, other than `besides`.

    Who works here may have any name: it is theirs to sort out among colleagues.
    """
    if besides is not None and besides.is_staff_member:
        return False
    return look_of(name) in _reserved_looks()


def _reserved_looks() -> set[str]:
    """What the eye makes of the names of staff, of offices and of what apps above reserve."""
    staff = User.objects.staff().only("display_name", "first_name", "last_name")
    names = [*_OFFICES, *(person.get_full_name() for person in staff)]
    for source in _sources:
        names += source()
    return {look for name in names if (look := look_of(name))}
