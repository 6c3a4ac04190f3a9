"""Search."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from standfirst.delivery.forms import SearchForm
from standfirst.delivery.queries.articles import live_sections
from standfirst.delivery.queries.search import find_articles, find_others
from standfirst.delivery.queries.suggestions import suggestion
from standfirst.delivery.words import LONGEST
from standfirst.lib.access import anyone
from standfirst.lib.pages import page_number
from standfirst.publishing.models import KindOfWork, NewsroomSettings


@anyone
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Articles that hold all the words, then authors, topics and other pages."""
    sections = live_sections()
    form = SearchForm.read(request.GET, sections, NewsroomSettings.for_request(request).language)
    shown = {
        "words": form.asked.typed,
        "longest": LONGEST,
        "sections": sections,
        "kinds": KindOfWork.choices,
        "narrowed": form.narrowed,
        "query": form.query(),
        "unnarrowed": form.query(section="", kind=""),
    }
    if form.asked.words:
        shown["results"] = results = find_articles(form.asked, form.narrowed, page_number(request))
        shown["articles"] = [result.article for result in results]
        if not results.paginator.count:
            shown["suggestion"] = meant = suggestion(form.asked)
            shown["suggested"] = form.query(q=meant) if meant else ""
        shown["others"] = find_others(form.asked)
    return render(request, "delivery/search.html", shown)
