"""Pictures that readers add to what they write."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .comments import Comment


class CommentPicture(models.Model):
    """The one picture of a comment: drawn anew from what was sent, without what was hidden in it."""

    comment = models.OneToOneField(
        Comment, on_delete=models.CASCADE, primary_key=True, related_name="picture"
    )
    # Of its file, without folder and ending; nobody can guess it.
    name = models.CharField(max_length=40, unique=True)
    description = models.CharField(_("what the picture shows"), max_length=300, blank=True)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return self.description or self.name

    @property
    def file(self) -> str:
        """Where it is kept, below the media folder."""
        return f"comments/{self.name}.webp"
