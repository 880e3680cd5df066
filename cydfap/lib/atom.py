"""Feeds in Atom 1.0 (RFC 4287).

Written by us: neither feedgen nor Django's feed generator knows an entry's own language, hreflang
or alternates.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from .characters import address, one_line, plain

ATOM = "http://www.w3.org/2005/Atom"
XML = "http://www.w3.org/XML/1998/namespace"
MEDIA_TYPE = "application/atom+xml"
PAGE = "text/html"
GENERATOR = "Cydfap"
register_namespace("", ATOM)


@dataclass(frozen=True, slots=True)
class Author:
    """Somebody, or an organisation."""

    name: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Category:
    """A topic by its key, and as people read it; `lang` where that is not the entry's language."""

    term: str
    label: str = ""
    scheme: str = ""
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """Another address of the same thing: in another language, or a file that belongs to it."""

    href: str
    lang: str = ""
    rel: str = "alternate"
    media_type: str = PAGE
    title: str = ""
    length: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing in one language; `title_lang` where its title is in another. id is the same for
    ever, whatever its address becomes.

    summary is plain text, content is HTML; times are aware. `translations` are the same page in
    other languages; `links` may be enclosures.
    """

    id: str
    url: str
    lang: str
    title: str
    title_lang: str = ""
    updated: datetime
    published: datetime | None = None
    summary: str = ""
    content: str = ""
    authors: tuple[Author, ...] = ()
    categories: tuple[Category, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """self_url is the feed's own address, url the page that it follows.

    updated is for a feed without entries; else the latest of theirs counts. There is an author,
    since an entry may have none.
    """

    id: str
    self_url: str
    url: str
    lang: str
    title: str
    author: Author
    updated: datetime
    subtitle: str = ""
    rights: str = ""
    links: tuple[Link, ...] = ()


def write(feed: Feed, entries: Iterable[Entry]) -> bytes:
    """The document, in UTF-8; of entries with one id the first alone, as the standard wants."""
    ours = list({entry.id: entry for entry in reversed(list(entries))}.values())[::-1]
    root = Element(_name("feed"), {f"{{{XML}}}lang": feed.lang})
    _add(root, "id", address(feed.id))
    _add(root, "title", one_line(feed.title))
    if feed.subtitle:
        _add(root, "subtitle", one_line(feed.subtitle))
    _add(root, "updated", rfc3339(max((entry.updated for entry in ours), default=feed.updated)))
    _author(root, feed.author)
    itself = Link(feed.self_url, feed.lang, "self", MEDIA_TYPE)
    _links(root, [itself, *_own_first_and_last(feed.url, feed.lang, feed.links)])
    if feed.rights:
        _add(root, "rights", one_line(feed.rights))
    _add(root, "generator", GENERATOR)
    for entry in ours:
        _entry(root, entry)
    document: bytes = tostring(root, "utf-8", xml_declaration=True)
    return document


def rfc3339(moment: datetime) -> str:
    """A time as the standard wants it, in UTC and to the second; it must be aware."""
    if moment.tzinfo is None:
        raise ValueError("a time of a feed has no time zone")
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def _entry(root: Element, entry: Entry) -> None:
    one = SubElement(root, _name("entry"), {f"{{{XML}}}lang": entry.lang})
    _add(one, "id", address(entry.id))
    _add(one, "title", one_line(entry.title), **_in(entry.title_lang))
    _add(one, "updated", rfc3339(entry.updated))
    if entry.published:
        _add(one, "published", rfc3339(entry.published))
    for author in entry.authors:
        _author(one, author)
    _links(one, _own_first_and_last(entry.url, entry.lang, entry.links))
    for category in entry.categories:
        _category(one, category)
    if entry.summary:
        _add(one, "summary", plain(entry.summary))
    if entry.content:
        _add(one, "content", plain(entry.content), type="html")


def _in(lang: str) -> dict[str, str]:
    return {f"{{{XML}}}lang": lang} if lang else {}


def _name(tag: str) -> str:
    return f"{{{ATOM}}}{tag}"


def _add(parent: Element, tag: str, text: str, **attributes: str) -> None:
    SubElement(parent, _name(tag), attributes).text = text


def _author(parent: Element, author: Author) -> None:
    person = SubElement(parent, _name("author"))
    _add(person, "name", one_line(author.name))
    if author.url:
        _add(person, "uri", address(author.url))


def _own_first_and_last(url: str, lang: str, links: Iterable[Link]) -> list[Link]:
    """Some readers open the first alternate, others the last: both are the page itself."""
    return [Link(url), *links, Link(url, lang)]


def _links(parent: Element, links: Iterable[Link]) -> None:
    """Each once: two alternates of one type and language are not allowed."""
    kept: dict[tuple[str, ...], Link] = {}
    for link in links:
        which = "" if link.rel == "alternate" else link.href
        kept.setdefault((link.rel, link.media_type, link.lang, which), link)
    for link in kept.values():
        _link(parent, link)


def _link(parent: Element, link: Link) -> None:
    said = {"rel": link.rel, "type": link.media_type, "hreflang": link.lang}
    said |= {"title": one_line(link.title)}
    said |= {"length": "" if link.length is None else str(link.length)}
    kept = {key: value for key, value in said.items() if value}
    SubElement(parent, _name("link"), {"href": address(link.href)} | kept)


def _category(parent: Element, category: Category) -> None:
    said = {"scheme": address(category.scheme), "label": one_line(category.label)}
    kept = {key: value for key, value in said.items() if value}
    told = {"term": one_line(category.term)} | kept | _in(category.lang)
    SubElement(parent, _name("category"), told)
