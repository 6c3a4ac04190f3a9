"""Whether the house still waits for its first person, remembered so that it costs nothing later."""

from standfirst.accounts.models import User
from standfirst.publishing.models import ArticlePage


class Door:
    """What this process knows; both facts, once true, stay so."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Know nothing again."""
        self.has_people = self.has_articles = False

    def waits_for_somebody(self) -> bool:
        """Whether nobody can sign in yet; one query until somebody can."""
        self.has_people = self.has_people or User.objects.exists()
        return not self.has_people

    def is_closed_to_readers(self) -> bool:
        """Whether there is neither a person nor anything to read; an imported paper is read at once."""
        if self.has_people or self.has_articles:
            return False
        self.has_articles = ArticlePage.objects.live().exists()
        return not self.has_articles and self.waits_for_somebody()


door = Door()
