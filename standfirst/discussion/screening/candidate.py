"""What the rules look at."""

from dataclasses import dataclass

from standfirst.accounts.models import User


@dataclass(frozen=True, slots=True)
class Candidate:
    """A comment that is about to appear, new or edited, and who wrote it."""

    words: str
    # Sanitised, as it would be shown.
    html: str
    name: str = ""
    mail: str = ""
    website: str = ""
    # Where it came from; looked at, never kept.
    address: str = ""
    user: User | None = None
    guest_key: str | None = None
    # The mail address was proven to be the writer's.
    is_mail_confirmed: bool = False

    @property
    def is_by_staff(self) -> bool:
        """Whether the writer works here."""
        return self.user is not None and self.user.is_staff_member
