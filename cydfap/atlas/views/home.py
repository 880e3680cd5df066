"""The front door in both languages, the home page, and what search engines ask for."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from cydfap.atlas import sitemap as sitemaps
from cydfap.atlas.figures import leading_to_the_map
from cydfap.atlas.frame import Frame
from cydfap.atlas.page import language, no_release, page, try_later
from cydfap.atlas.sitemap import PAGE_SIZE
from cydfap.atlas.views.map import first_layers, picture
from cydfap.cms import kept
from cydfap.cms.hosts import address, link
from cydfap.release import reading
from cydfap.release.reading import Filters, Release

LANGUAGES = [code for code, _ in settings.LANGUAGES]
# The map's height in pixels beside the words, and above them on a phone.
HERO = {"wide": 590, "narrow": 400}


def front_door(request: HttpRequest) -> HttpResponse:
    """Neither language before the other: the reader chooses."""
    doors = {lang: link(request, f"/{lang}/", lang) for lang in LANGUAGES}
    response = render(request, "front_door.html", {"names": settings.FORUM_NAME, "doors": doors})
    response.headers["Cache-Control"] = "no-cache"
    return response


def home(request: HttpRequest) -> HttpResponse:
    """Kept, for its picture takes most of the time."""
    release = reading.current()
    if release is None:
        return no_release(request, "")
    return kept.page(request, release.version, make=lambda: whole_home(request, release).content)


def whole_home(request: HttpRequest, release: Release) -> HttpResponse:
    lang = language()
    listing = release.page(Filters(lang=lang), lang, page=1, size=1)
    drawn = Filters(lang=lang, layers=first_layers(release))
    frame = Frame.around(*settings.MAP_AREA)
    context = {
        "picture": leading_to_the_map(
            picture(release, drawn, frame, QueryDict(), lang, None, HERO)
        ),
        "counts": listing.facets["layer"],
        "total": listing.total,
        "map_url": reverse("atlas:map"),
    }
    return page(request, "atlas/home.html", context, release=release)


def robots(request: HttpRequest) -> HttpResponse:
    """Tiles and searches are for people's browsers; everything else may be read."""
    lines = ["User-agent: *", "Disallow: /admin/", "Disallow: /tiles/", "Disallow: /api/search"]
    lines.append(f"Sitemap: {request.build_absolute_uri(reverse('open:sitemap'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def favicon(request: HttpRequest) -> HttpResponse:
    """The icon is in each page; who asks here all the same is told that there is no other."""
    response = HttpResponse(status=204)
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


def sitemap_index(request: HttpRequest) -> HttpResponse:
    release = reading.current()
    if release is None and reading.is_broken():
        return try_later(HttpResponse(status=503))
    entries = release.about["entries"] + release.about["events"] if release else 0
    pages = range(1, max(1, -(-entries // PAGE_SIZE)) + 1)
    addresses = [
        address(request, reverse("open:sitemap-language", args=[lang]), lang) + f"?page={n}"
        for lang in LANGUAGES
        for n in pages
    ]
    return sitemaps.index(addresses)


def sitemap(request: HttpRequest, lang: str) -> HttpResponse:
    """One language's pages; `page` counts from 1 in steps of PAGE_SIZE entries, and what is no
    entry is on the first.
    """
    if lang not in LANGUAGES:
        raise Http404
    text = request.GET.get("page", "1")
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 1
    release = reading.current()
    if release is None and reading.is_broken():
        return try_later(HttpResponse(status=503))
    found = sitemaps.fixed_pages() if number == 1 else []
    if release and number == 1:
        found += release.texts.paths()
    if release:
        found += sitemaps.entries(release, number)
    return sitemaps.pages(request, found, lang)
