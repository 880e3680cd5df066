"""The desk's page of links that lead nowhere, each with the places where it is put right."""

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page
from wagtail.permission_policies import ModelPermissionPolicy

from cydfap.cms.desk import DeskPage, DeskPages
from cydfap.directory.models import Entry
from cydfap.directory.models.text import tr
from cydfap.news import actions
from cydfap.news.enums import LinkState, LinkTrouble
from cydfap.news.models import WebLink, WebLinkPlace
from cydfap.news.web_addresses import OWN

PAGE = 50
SHOWN = (LinkState.BROKEN, LinkState.UNSURE)
# What a site's refusal means to who reads of it.
ANSWERS = {
    404: gettext_lazy("The site has no such page."),
    410: gettext_lazy("The site has taken the page away for good."),
    429: gettext_lazy("The site was asked too often."),
}


class LinksView(DeskPage):
    template_name = "news/admin/links.html"
    page_title = gettext_lazy("Broken links")
    header_icon = "link"
    permission_policy = ModelPermissionPolicy(Entry)
    permission_required = "change"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        given = self.request.GET.get("state", "")
        state = LinkState(given) if given in SHOWN else LinkState.BROKEN
        # Longest broken first: readers have met it most often.
        found = WebLink.objects.filter(state=state).order_by("since", "pk")
        page = Paginator(found, PAGE).get_page(self.request.GET.get("p"))
        numbers = {each: WebLink.objects.filter(state=each).count() for each in LinkState}
        return {
            **super().get_context_data(**kwargs),
            "state": state,
            "states": [(each, LinkState(each).label, numbers[each]) for each in SHOWN],
            "works": numbers[LinkState.WORKS],
            "waiting": numbers[LinkState.WAITING],
            "page": page,
            "rows": rows(page.object_list),
        }

    def post(self, request: HttpRequest) -> HttpResponse:
        """Ask one again: what was put right elsewhere need not wait a week."""
        given = request.POST.get("link", "")
        link = get_object_or_404(WebLink, pk=given if given.isdecimal() else 0)
        actions.ask_again(link=link, by=request.user)  # type: ignore[arg-type]
        messages.success(request, _("The link is asked again in a moment."))
        query = urlencode({"state": link.state})
        return redirect(f"{reverse('links:index')}?{query}")


def rows(links: Iterable[WebLink]) -> list[dict[str, Any]]:
    """Each link with its places: (name, language of the name, what it is, where it is edited)."""
    links = list(links)
    places: dict[int, list[tuple[str, str, str, str]]] = {link.pk: [] for link in links}
    found = WebLinkPlace.objects.filter(link__in=links).select_related("page", "entry", "source")
    for place in found.order_by("pk"):
        places[place.link_id].append(described(place))
    return [
        {"link": link, "name": called(link), "why": why(link), "places": places[link.pk]}
        for link in links
    ]


def described(place: WebLinkPlace) -> tuple[str, str, str, str]:
    if place.page is not None:
        edit = reverse("wagtailadmin_pages:edit", args=[place.page.pk])
        return place.page.title, place.page.title_in, _("Page"), edit
    if place.entry is not None:
        name = tr(place.entry, "name", get_language() or "en")
        return name.words, name.lang, _("Entry"), reverse("entry:edit", args=[place.entry.pk])
    # A source has no page of its own at the desk: its entries name it.
    query = urlencode({"source": str(place.source_id)})
    return str(place.source), "", _("Source"), f"{reverse('entry:index')}?{query}"


def called(link: WebLink) -> str:
    """Empty for an address; what was chosen at the desk is told by its title."""
    kind, _colon, number = link.url.partition(":")
    if kind not in OWN:
        return ""
    is_page = kind == "page" and number.isdecimal()
    page = Page.objects.filter(pk=number).first() if is_page else None
    return page.title if page else _("A page or file that is gone")


def why(link: WebLink) -> str:
    if link.trouble:
        return str(LinkTrouble(link.trouble).label)
    if link.code in ANSWERS:
        return str(ANSWERS[link.code])
    return _("The site answers with an error: %(code)s") % {"code": link.code}


class LinksViewSet(DeskPages):
    name = "links"
    page = LinksView
