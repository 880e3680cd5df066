"""How pages write words, dates and addresses, whoever serves them."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from cydfap.cms.wording import spoken
from cydfap.lib import dates
from cydfap.lib.snippets import Snippet

register = template.Library()

# Without it Chrome breaks the line within "co-operative".
HOLD = "\u2060"
CO = re.compile(r"\b(co-)(?=op)", re.IGNORECASE)


def held(words: str) -> str:
    return CO.sub(rf"\1{HOLD}", words)


@register.filter
def hold(words: str) -> str:
    """Keeps "co-operative" on one line."""
    return held(str(words))


@register.filter
def hold_text(html: object) -> SafeString:
    """The same between the tags of rich text, which is safe; addresses in it stay as they are."""
    parts = re.split(r"(<[^>]*>)", str(html))
    whole = "".join(part if part.startswith("<") else held(part) for part in parts)
    return mark_safe(whole)  # noqa: S308


@register.filter
def as_spoken(name: str) -> SafeString:
    """A name whose language nobody said, marked where it is plainly not the page's."""
    lang = spoken(name)
    if lang in ("", get_language()):
        return format_html("{}", held(name))
    return format_html('<span lang="{}">{}</span>', lang, held(name))


@register.filter
def item(things: Mapping[Any, Any], key: Any) -> Any:
    """`things[key]`; nothing where there is none."""
    return things.get(key, "") if things else ""


@register.filter
def number(count: int | None) -> str:
    """Thousands apart, as both languages write them: 41,246."""
    return f"{count or 0:,}"


@register.filter
def paragraphs(text: str) -> SafeString:
    parts = [part.strip() for part in re.split(r"\n\s*\n", text or "") if part.strip()]
    return mark_safe("".join(format_html("<p>{}</p>", held(part)) for part in parts))  # noqa: S308


@register.simple_tag
def day(moment: str | date | None) -> SafeString:
    """A date (or ISO text) in words, in the page's language."""
    if not moment:
        return SafeString("")
    known = moment if isinstance(moment, date) else datetime.fromisoformat(moment)
    return format_html(
        '<time datetime="{}">{}</time>', known.isoformat(), date_format(known, "j F Y")
    )


@register.filter
def fuzzy(text: str) -> str:
    """An EDTF date in words."""
    try:
        return dates.parse(text).label(get_language() or "en")
    except dates.DateProblem:
        return text


@register.filter
def site_name(address: str) -> str:
    """A website without what a reader need not read."""
    return re.sub(r"^https?://(www\.)?|/$", "", address)


@register.filter
def host(address: str) -> str:
    """Whose page an address is: the part that a reader knows."""
    return (urlsplit(address).hostname or address).removeprefix("www.")


@register.filter
def year(text: str) -> str:
    """The first year of an EDTF date."""
    try:
        known = dates.parse(text)
    except dates.DateProblem:
        return text
    first = known.earliest or known.latest
    return str(first.year) if first else text


@register.filter
def is_link(address: str) -> bool:
    """Whether it may stand in a href: data may hold anything."""
    return address.startswith(("https://", "http://"))


@register.simple_tag
def answering(snippet: Snippet) -> SafeString:
    """A passage with what answers marked."""
    parts, at = [], 0
    for start, end in snippet.marks:
        parts.append(
            format_html("{}<mark>{}</mark>", snippet.text[at:start], snippet.text[start:end])
        )
        at = end
    parts.append(format_html("{}", snippet.text[at:]))
    return format_html_join("", "{}", ((part,) for part in parts))
