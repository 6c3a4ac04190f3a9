from typing import Any

from django.db import models


class Event(models.Model):
    """That something happened; never changed and never taken back: the database refuses it."""

    # What happened, and to which row: "comment-shown", the comment's number.
    name = models.CharField(max_length=40)
    about = models.PositiveBigIntegerField()
    # What reactions need besides; no addresses and no names, for it stays.
    data = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["name", "about"], name="event_by_what")]

    def __str__(self) -> str:
        return f"{self.name} {self.about}"

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:  # noqa: ANN401
        """Refuse: what happened has happened.

        Raises:
            TypeError: always.
        """
        raise TypeError("events are not deleted")


class Due(models.Model):
    """What is still to be done about an event; gone once it is done.

    Kept apart from the events, so that looking for work reads what is due and nothing else.
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="due")
    # The reaction's name; "" until somebody looked up who listens.
    reaction = models.CharField(max_length=60, blank=True)
    next_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "reaction"], name="each_reaction_once")
        ]
        indexes = [models.Index(fields=["next_at", "id"], name="due_by_time")]

    def __str__(self) -> str:
        return f"{self.event_id} {self.reaction or '?'}"
