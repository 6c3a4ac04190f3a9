"""What the editor's forms of pages refuse beyond what the tables must have."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page, Revision

from .reserved import is_reserved


class PageForm(WagtailAdminPageForm):
    """A page as two people may have it open at once."""

    def clean(self) -> dict[str, Any]:
        """Refuse, once, what would overwrite a newer version or decide what was decided meanwhile.

        Wagtail does so where it saves by itself. Whoever has no script, or was away from the page,
        overwrote the newer version. Sent again from the page that the refusal shows, it is meant.
        """
        if self._has_ended():
            self.cleaned_data["expire_at"] = None
        data: dict[str, Any] = super().clean()
        if newer := self._newer_version():
            self._refuse_to_replace(newer)
        elif self.data.get("action-workflow-action") and not self.instance.current_workflow_task:
            self.add_error(
                None,
                _("Somebody else has already decided on this page. Check its status above."),
            )
        return data

    def _has_ended(self) -> bool:
        """Whether the form sends back an end that has passed, of a page that is not about to be taken down."""
        end, typed = self.instance.expire_at, self.cleaned_data.get("expire_at")
        # Typed to the minute.
        if not typed or not end or typed != end.replace(second=0, microsecond=0):
            return False
        due = Page.objects.live().filter(pk=self.instance.pk, expire_at__isnull=False)
        return bool(typed < timezone.now() and not due.exists())

    def _refuse_to_replace(self, newer: Revision) -> None:
        if newer.user_id is None or newer.user_id != getattr(self.for_user, "pk", None):
            who = newer.user.get_full_name() if newer.user else _("Somebody else")
            self.add_error(
                None,
                _(
                    "%(who)s saved another version after you opened this page, so your changes are not "
                    "saved yet. See what changed under History. If you save again, your version "
                    "replaces theirs."
                )
                % {"who": who},
            )
        elif self.has_changed():  # The same again is a form that was sent twice.
            self.add_error(
                None,
                _(
                    "You saved another version of this page after you opened it here, perhaps in another "
                    "tab, so nothing was saved yet. If you save again, this one replaces it."
                ),
            )

    def _newer_version(self) -> Revision | None:
        opened = self.data.get("overwrite_revision_id") or self.data.get("loaded_revision_id")
        newest: Revision | None = self.instance.latest_revision if self.instance.pk else None
        if not opened or newest is None:
            return None
        if opened != str(newest.pk):
            return newest
        made_at = self.data.get("loaded_revision_created_at")
        is_own = bool(self.data.get("overwrite_revision_id"))
        return None if is_own or made_at in {None, newest.created_at.isoformat()} else newest


class TopPageForm(PageForm):
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
        "The site itself uses the address “/%(slug)s/”. Choose another slug, such as “%(slug)s-news”."
    ) % {"slug": slug}


class ArticleForm(PageForm):
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
