"""What the editor offers to be chosen: published pages, and of the rest only what somebody may work with."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from wagtail.admin.views.chooser import BrowseView, ChosenMultipleView
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.models import Page
from wagtail.permissions import policy_registry
from wagtail.query import PageQuerySet

from .models.privacy import closed_to_some

_SEE = ("choose", "change", "delete")


def visible_pages(user: AbstractBaseUser | AnonymousUser) -> PageQuerySet[Page]:
    """Return the pages whose titles `user` may see: what everybody reads, what they work on, and the root."""
    theirs = policy_registry.get_by_type(Page).explorable_instances(user)
    is_public = Q(live=True) & ~Q(closed_to_some())
    return Page.objects.filter(is_public | Q(pk__in=theirs.values("pk")) | Q(depth=1))


def visible(model: type[Model], user: AbstractBaseUser | AnonymousUser) -> QuerySet[Any]:
    """Return the rows of `model`, pictures or documents, that `user` may choose or change."""
    policy = policy_registry.get_by_type(model)
    theirs: QuerySet[Any] = policy.instances_user_has_any_permission_for(user, _SEE)
    return theirs


def only_visible(pages: PageQuerySet[Page], request: HttpRequest) -> PageQuerySet[Page]:
    """Leave out of `pages` what who asks may not see; a hook of Wagtail's, for its lists alone."""
    return pages.filter(pk__in=visible_pages(request.user).values("pk"))


class VisibleBrowseView(BrowseView):
    """The page at the head of the list, which that hook is not asked about, must be a visible one, too."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ANN401
        """Answer as Wagtail does.

        Raises:
            Http404: a page is asked for that they may not see.
        """
        response: HttpResponse = super().get(request, *args, **kwargs)
        if not visible_pages(request.user).filter(pk=self.parent_page.pk).exists():
            raise Http404
        return response


class VisibleChosenView(ChosenMultipleView):
    """So must the pages that are said to be chosen."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Answer as Wagtail does.

        Raises:
            Http404: a page is asked for that they may not see.
        """
        chosen = {int(number) for number in request.GET.getlist("id") if number.isdecimal()}
        if visible_pages(request.user).filter(pk__in=chosen).count() < len(chosen):
            raise Http404
        response: HttpResponse = super().get(request)
        return response


class _Visible:
    """Of what the editor's API tells, what who asks may choose or change."""

    model: Any
    request: HttpRequest

    def get_queryset(self) -> QuerySet[Any]:
        theirs = visible(self.model, self.request.user)
        every: QuerySet[Any] = super().get_queryset()  # type: ignore[misc]  # of the view beside it
        return every.filter(pk__in=theirs.values("pk"))


class VisiblePictures(_Visible, ImagesAdminAPIViewSet):
    """Pictures as the editor's API tells of them."""


class VisibleDocuments(_Visible, DocumentsAdminAPIViewSet):
    """Documents as the editor's API tells of them."""
