"""The addresses of all pages for search engines. Of entries only ids and names are read."""

from collections.abc import Iterable
from weakref import WeakKeyDictionary
from xml.sax.saxutils import escape, quoteattr

import pyarrow as pa
import pyarrow.compute as pc
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import override

from cydfap.cms.hosts import address, front_door
from cydfap.lib.languages import LANGUAGES
from cydfap.news.models.event import MARK
from cydfap.release.downloads.pieces import slugs
from cydfap.release.reading import Release, entry_names
from cydfap.release.routes import ENTRY

SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
# As Google has it: each address names its other sides.
SIDES = "http://www.w3.org/1999/xhtml"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
PAGES = ("atlas:home", "atlas:map", "atlas:directory", "atlas:data", "news:library", "news:digest")
PAGE_SIZE = 5_000
MOST_KNOWN = 16

# Gone with its release.
_known: WeakKeyDictionary[Release, dict[tuple[str, int], list[str]]] = WeakKeyDictionary()


# A page's paths by language; empty in one that it is not in.
Sides = dict[str, str]


def index(addresses: Iterable[str]) -> HttpResponse:
    """An index of sitemaps."""
    body = "".join(f"<sitemap><loc>{escape(each)}</loc></sitemap>" for each in addresses)
    return xml(f'<sitemapindex xmlns="{SPACE}">{body}</sitemapindex>')


def pages(request: HttpRequest, found: Iterable[Sides], lang: str) -> HttpResponse:
    """The sitemap of a language: each page with its other side and the choice between them."""
    door = front_door(request)
    body = "".join(entry(request, sides, lang, door) for sides in found if sides[lang])
    return xml(f'<urlset xmlns="{SPACE}" xmlns:xhtml="{SIDES}">{body}</urlset>')


def entry(request: HttpRequest, sides: Sides, lang: str, door: str) -> str:
    told = {each: address(request, path, each) for each, path in sides.items() if path}
    loc = f"<loc>{escape(told[lang])}</loc>"
    if len(told) == 1:
        return f"<url>{loc}</url>"
    ways = [*told.items(), *([("x-default", door)] if door else [])]
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{each}" href={quoteattr(href)}/>'
        for each, href in ways
    )
    return f"<url>{loc}{links}</url>"


def xml(body: str) -> HttpResponse:
    return HttpResponse(HEAD + body, content_type="application/xml")


def fixed_pages() -> list[Sides]:
    """Those that are there whatever is published."""
    found = []
    for name in PAGES:
        sides = {}
        for lang in LANGUAGES:
            with override(lang):
                sides[lang] = reverse(name)
        found.append(sides)
    return found


def entries(release: Release, number: int) -> list[Sides]:
    """A page of entries, from 1; none beyond the last. Every entry has a page in each language."""
    columns = [entry_paths(release, lang, number) for lang in LANGUAGES]
    return [dict(zip(LANGUAGES, pair, strict=True)) for pair in zip(*columns, strict=True)]


def entry_paths(release: Release, lang: str, number: int) -> list[str]:
    """The paths of a page of entries, from 1; empty beyond the last."""
    known = _known.setdefault(release, {})
    if (lang, number) not in known:
        if len(known) >= MOST_KNOWN:
            known.clear()
        known[lang, number] = made(release, lang, number)
    return known[lang, number]


def made(release: Release, lang: str, number: int) -> list[str]:
    first = (number - 1) * PAGE_SIZE
    found = pa.table(entry_names(release, first, first + PAGE_SIZE), ["id", "en", "cy"])
    # The pages of events are not the directory's.
    ids, english, welsh = found.filter(pc.invert(pc.starts_with(found["id"], MARK))).columns
    if not len(ids):
        return []
    ends = slugs(welsh, english) if lang == "cy" else slugs(english, welsh)
    pairs = zip(ids.to_pylist(), ends.to_pylist(), strict=True)
    return [ENTRY[lang].format(id=id, slug=slug) for id, slug in pairs]
