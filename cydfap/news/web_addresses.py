"""Which addresses a page, an entry or a source leads its readers to."""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.db.models import URLField
from modelcluster.models import get_all_child_relations
from wagtail.rich_text import RichText

from cydfap.cms.hosts import base, plain

from .models.web_links import LONGEST

# What the desk's chooser leads to is kept by its number: its address may change.
OWN = ("page", "document")


class Links(HTMLParser):
    """The links of a text as the desk keeps it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag != "a":
            return
        if told.get("linktype") in OWN and told.get("id"):
            self.found.append(f"{told['linktype']}:{told['id']}")
        elif told.get("href"):
            self.found.append(str(told["href"]))


def of_page(page: Any) -> set[str]:
    """Of the page as its own class, with the parts it is made of."""
    found = [*in_fields(page), *in_body(page.body)]
    for relation in get_all_child_relations(page):
        for part in getattr(page, relation.get_accessor_name()).all():
            found += in_fields(part)
    return kept(found, base(page.lang) + (page.get_url() or "/"))


def in_fields(thing: Any) -> Iterator[str]:
    for field in thing._meta.concrete_fields:
        if isinstance(field, URLField):
            yield getattr(thing, field.name)


def in_body(body: Any) -> Iterator[str]:
    for block in body:
        if isinstance(block.value, RichText):
            yield from Links(block.value.source).found
        elif block.block_type == "quotation":
            yield block.value["url"] or ""


def of_record(*urls: str) -> set[str]:
    """Of an entry or a source, by its fields."""
    return kept(urls, base("en") + "/")


def kept(urls: Any, here: str) -> set[str]:
    """Whole addresses, without what is no address of the web and without places in a page."""
    found = set()
    for url in filter(None, urls):
        if url.partition(":")[0] in OWN:
            found.add(url)
            continue
        try:
            whole = urljoin(here, url.strip()).partition("#")[0]
            is_asked = urlsplit(whole).scheme in ("http", "https")
        except ValueError:
            whole, is_asked = url, True
        if is_asked and len(whole) <= LONGEST:
            found.add(whole)
    return found


def host_of(url: str) -> str:
    """Empty for what is ours."""
    try:
        host = plain(urlsplit(url).netloc)
    except ValueError:
        return url[:255]
    return "" if url.partition(":")[0] in OWN or host in own_hosts() else host[:255]


def own_hosts() -> set[str]:
    names = [urlsplit(base(lang)).netloc for lang in ("en", "cy")]
    return {plain(name) for name in [*names, urlsplit(settings.WAGTAILADMIN_BASE_URL).netloc]}
