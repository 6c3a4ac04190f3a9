"""What was taken over from other systems, so that taking it again changes nothing."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ForeignSite(models.Model):
    """A site of another system, named by its address there."""

    class System(models.TextChoices):
        WORDPRESS = "wordpress", "WordPress"

    system = models.CharField(max_length=20, choices=System)
    address = models.CharField(max_length=500)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["system", "address"], name="one_foreign_site")
        ]

    def __str__(self) -> str:
        return f"{self.get_system_display()}: {self.address}"


class ImportRun(models.Model):
    """One time that a file was taken over; `finished_at` is empty where it was killed."""

    site = models.ForeignKey(ForeignSite, on_delete=models.CASCADE, related_name="runs")
    file_name = models.CharField(max_length=255)
    # What tells this file from another of the same name: only the same one is resumed.
    file_digest = models.CharField(max_length=64)
    # Comments that cannot keep their number get the next ones from here on.
    first_free_number = models.PositiveBigIntegerField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    report = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("import")

    def __str__(self) -> str:
        return f"{self.file_name}, {self.started_at:%Y-%m-%d %H:%M}"


class ImportedObject(models.Model):
    """Which row of ours stands for which thing of theirs.

    Written in the same transaction as our row. It outlives the row: what somebody deleted here stays deleted.
    """

    class Kind(models.TextChoices):
        AUTHOR = "author"
        SECTION = "section"
        TOPIC = "topic"
        PICTURE = "picture"
        DOCUMENT = "document"
        ARTICLE = "article"
        PAGE = "page"
        COMMENT = "comment"

    site = models.ForeignKey(ForeignSite, on_delete=models.CASCADE, related_name="objects_taken")
    kind = models.CharField(max_length=10, choices=Kind)
    # Their number, or their name where they have no number.
    foreign_id = models.CharField(max_length=200)
    object_id = models.PositiveBigIntegerField()
    # Of what the file said, to tell that a newer file says something else; comments go without.
    digest = models.CharField(max_length=64, blank=True)
    # Pages are made empty first, so that bodies can link to them; only a complete one is left alone.
    is_complete = models.BooleanField(default=True)
    # The old item as JSON, while its page shows or links to something that has not come yet.
    waiting = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "kind", "foreign_id"], name="taken_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.foreign_id}"
