from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.site_summary import SummaryItem
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.models import Page, Revision
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.rich_text.pages import PageLinkHandler

from .choosers import VisibleDocuments, VisiblePictures, only_visible, visible_pages
from .desk import InThePaper, NewsroomPanel
from .forms_of_pages import taken_by_the_site
from .gone import gone_from
from .group_restrictions import ask_groups_for_proof
from .pasted import lead_links_on
from .reserved import is_reserved
from .uses import uses_below

hooks.register("construct_page_chooser_queryset", only_visible)
hooks.register("on_serve_page", ask_groups_for_proof)


@hooks.register("construct_homepage_panels")
def newsroom_today(request: HttpRequest, panels: list[Any]) -> None:
    panel = NewsroomPanel(request)
    if panel.is_shown():
        panels.append(panel)


@hooks.register("construct_homepage_summary_items", order=1000)
def name_the_paper(request: HttpRequest, items: list[SummaryItem]) -> None:
    items[:] = [InThePaper(request, item) for item in items]


@hooks.register("before_edit_page")
def say_what_is_gone(request: HttpRequest, page: Page) -> None:
    """Tell whoever opens a version what it names that was deleted meanwhile."""
    if request.method != "GET":
        return
    number = request.resolver_match.kwargs.get("revision_id") if request.resolver_match else None
    number = number or page.latest_revision_id
    revision = Revision.objects.filter(pk=number).first()
    if revision and (gone := gone_from(revision)):
        messages.warning(
            request,
            _(
                "Something in this version has since been deleted (%(what)s), so it is missing here. "
                "Choose something else, or save without it."
            )
            % {"what": ", ".join(gone)},
        )


@hooks.register("before_delete_page")
def ask_about_what_is_below(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to delete a page while others need something below it; Wagtail asks only about itself."""
    return _refuse_deletion(request, [page])


@hooks.register("before_bulk_action")
def ask_about_all_that_is_below(
    request: HttpRequest, action: str, chosen: list[Any], _view: object
) -> HttpResponse | None:
    """Refuse the same for many pages at once."""
    pages = [it for it in chosen if isinstance(it, Page)] if action == "delete" else []
    return _refuse_deletion(request, pages)


def _refuse_deletion(request: HttpRequest, pages: list[Page]) -> HttpResponse | None:
    for page in pages:
        if uses := uses_below(page):
            words = _(
                "“%(page)s” cannot be deleted: pages below it are used in %(others)s. "
                "Remove them there first."
            )
            others = ", ".join(f"“{other}”" for other in uses)
            messages.error(request, words % {"page": page, "others": others})
            return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None


@hooks.register("before_copy_page")
def refuse_to_copy_to_reserved(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to copy a page to an address that the site needs."""
    number = request.POST.get("new_parent_page") or page.get_parent().pk
    parent = Page.objects.filter(pk=number).first() if str(number).isdigit() else None
    slug = request.POST.get("new_slug", "")
    return _refuse_reserved(request, slug, below=parent, back=redirect(request.path))


@hooks.register("before_move_page")
def refuse_to_move_to_reserved(
    request: HttpRequest, page: Page, destination: Page
) -> HttpResponse | None:
    """Refuse to move a page to an address that the site needs."""
    back = redirect("wagtailadmin_explore", page.get_parent().pk)
    return _refuse_reserved(request, page.slug, below=destination, back=back)


def _refuse_reserved(
    request: HttpRequest, slug: str, *, below: Page | None, back: HttpResponse
) -> HttpResponse | None:
    if below is None or not is_reserved(slug, below=below):
        return None
    messages.error(request, taken_by_the_site(slug))
    return back


class LinkToLivePage(PageLinkHandler):
    """A link in the text leads nowhere while its page is not published."""

    @classmethod
    def get_many(cls, attrs_list: list[dict[str, Any]]) -> list[Page | None]:
        return [page if page and page.live else None for page in super().get_many(attrs_list)]


@hooks.register("register_rich_text_features", order=10)
def link_to_live_pages(features: FeatureRegistry) -> None:
    features.register_link_type(LinkToLivePage)
    lead_links_on(features)


@hooks.register("insert_editor_js")
def read_what_is_pasted() -> SafeString:
    """Have text of other programs keep its headings, tables and lists in the editor."""
    return format_html('<script type="module" src="{}"></script>', static("standfirst/js/paste.js"))


@hooks.register("construct_admin_api", order=1000)
def visible_only(router: WagtailAPIRouter) -> None:
    """Put ours in place of Wagtail's, which answer everybody who may enter the editor."""
    router.register_endpoint("images", VisiblePictures)
    router.register_endpoint("documents", VisibleDocuments)


@hooks.register("before_move_page")
def moved_by_who_may(request: HttpRequest, page: Page, destination: Page) -> None:
    """Show the question whether to move to nobody else: Wagtail asks only once the answer is yes.

    Raises:
        PermissionDenied: they may not move the page, or not see where it would go.
    """
    sees = visible_pages(request.user).filter(pk=destination.pk).exists()
    if not (sees and page.permissions_for_user(request.user).can_move()):
        raise PermissionDenied
