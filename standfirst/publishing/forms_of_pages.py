"""What the editor's forms of pages refuse beyond what the tables must have."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

from .reserved import is_reserved


class TopPageForm(WagtailAdminPageForm):
    """A page that may stand right below the front page."""

    def clean_slug(self) -> str:
        """Refuse a name under which the site answers something else.

        Raises:
            ValidationError: in words.
        """
        slug: str = self.cleaned_data["slug"]
        if self.parent_page and is_reserved(slug, below=self.parent_page):
            raise ValidationError(taken_by_the_site(slug))
        return slug


def taken_by_the_site(slug: str) -> str:
    """Say that a name is the site's own."""
    return _(
        "The site itself needs the address “/%(slug)s/”. Choose another slug, such as “%(slug)s-news”."
    ) % {"slug": slug}


class ArticleForm(WagtailAdminPageForm):
    """An article as it is written."""

    def clean_changed_at(self) -> datetime | None:
        """Refuse a change of facts that nobody can have read of yet; an old one may stay as it is.

        Raises:
            ValidationError: in words.
        """
        changed_at: datetime | None = self.cleaned_data["changed_at"]
        if changed_at is None or "changed_at" not in self.changed_data:
            return changed_at
        if changed_at > timezone.now():
            raise ValidationError(
                _("This is in the future. Write when the facts changed, or leave it empty.")
            )
        published_at = self.instance.first_published_at
        if published_at is None:
            raise ValidationError(
                _("The article is not published yet: leave this empty until something changes.")
            )
        # Typed to the minute.
        if changed_at < published_at.replace(second=0, microsecond=0):
            raise ValidationError(
                _(
                    "This is before the article was published. Write a later time, or leave it empty."
                )
            )
        return changed_at
