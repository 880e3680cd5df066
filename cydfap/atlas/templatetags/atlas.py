"""How the pages write words that are in one language or the other, and links that keep the view."""

import json
import re
from collections.abc import Mapping
from itertools import zip_longest
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cydfap.atlas import wording
from cydfap.atlas.entries import entry_url
from cydfap.atlas.parts import POSTCODES
from cydfap.atlas.wording import Text, in_language
from cydfap.cms.templatetags import wording as common
from cydfap.cms.templatetags.wording import as_spoken, held
from cydfap.directory.enums import UNVERIFIED, UNVERIFIED_LABEL
from cydfap.news.enums import EventState
from cydfap.release.reading import DatedRecord, Filters

register = template.Library()
# What pages of every kind write alike.
register.filters.update(common.register.filters)
register.tags.update(common.register.tags)


@register.simple_tag
def words(texts: Mapping[str, str]) -> SafeString:
    """`texts` ({"en": …, "cy": …}) in the page's language, else in the other and marked as such."""
    return marked(in_language(texts, get_language() or "en"))


@register.filter
def marked(text: Text) -> SafeString:
    """Words with their language, where it is not the page's."""
    if text.lang == get_language() or not text.words:
        return format_html("{}", held(text.words))
    return format_html('<span lang="{}">{}</span>', text.lang, held(text.words))


@register.simple_tag
def told(record: Any, field: str) -> SafeString:
    """A record's name, summary, town …, as `words` shows a text."""
    return marked(wording.told(record, field, get_language() or "en"))


@register.simple_tag
def notice(record: Any, field: str) -> str:
    """That a text is there only in the other language, or out of date; empty where neither is."""
    return wording.notice(record, field, get_language() or "en")


@register.simple_tag
def only(texts: Mapping[str, str]) -> str:
    """That `texts` has but the other language; empty where it has the page's."""
    return wording.only(texts, get_language() or "en")


@register.filter
def credit(name: str) -> SafeString:
    """A source of the map's ground: what has a name in both languages by that, others as spoken."""
    known = {POSTCODES: _("ONS Postcode Directory")}
    return format_html("{}", known[name]) if name in known else as_spoken(name)


@register.simple_tag
def lang_of(record: Any, field: str) -> str:
    """The language of the words that a page shows of a record's field."""
    return wording.told(record, field, get_language() or "en").lang


@register.filter
def plain(texts: Mapping[str, str]) -> str:
    """The words alone, where no element can say their language."""
    return in_language(texts, get_language() or "en").words


@register.filter
def licence(name: str) -> str:
    """A source's licence: its name, or in words that it has not been verified."""
    return str(UNVERIFIED_LABEL) if name == UNVERIFIED else name


@register.filter
def is_in(key: Any, things: Any) -> bool:
    return key in things


CODE = re.compile("`([^`]+)`")


@register.filter
def codes(text: str) -> SafeString:
    """With what stands in `back ticks`, words of files and programs, as code."""
    parts = CODE.split(text)
    return format_html_join(
        "",
        "{}{}",
        (
            (before, format_html("<code>{}</code>", code) if code else "")
            for before, code in zip_longest(parts[::2], parts[1::2], fillvalue="")
        ),
    )


@register.simple_tag
def entry_link(record: Any) -> str:
    return entry_url(record, get_language() or "en")


@register.simple_tag
def dated_link(dated: DatedRecord) -> str:
    """The page of What's happening that has these days."""
    return dated.path(get_language() or "en")


@register.simple_tag
def dated_words(dated: DatedRecord) -> SafeString:
    """When it is, and in words that it is not, after all."""
    when = format_html('<span class="when">{}</span>', common.fuzzy(dated.when))
    if not dated.is_off:
        return when
    return format_html('{} · <b class="off">{}</b>', when, EventState(dated.state).label)


@register.simple_tag
def days_words(filters: Filters) -> str:
    """The time that a filter is for: "May 2026 – June 2026"."""
    since, until = (common.fuzzy(text) if text else "" for text in (filters.since, filters.until))
    return since if since == until else f"{since} – {until}".strip()


def layer_numbers(context: Any, keys: Any) -> list[int]:
    return [number for number, layer in enumerate(context["layers"]) if layer.key in keys]


@register.simple_tag(takes_context=True)
def symbol(context: Any, keys: Any) -> SafeString:
    """The symbol of the first of an entry's layers in the key's order, at its true size."""
    for number in layer_numbers(context, keys)[:1]:
        size = context["layers"][number].size
        return format_html(
            '<svg class="symbol" width="{0}" height="{0}" aria-hidden="true">'
            '<use href="#l{1}"/></svg>',
            size,
            number,
        )
    return SafeString("")


@register.simple_tag(takes_context=True)
def layer_names(context: Any, keys: Any) -> SafeString:
    found = [words(context["layers"][number].name) for number in layer_numbers(context, keys)]
    return format_html_join(" + ", "{}", ((name,) for name in found))


@register.simple_tag
def precision_words(precision: str) -> str:
    """How exactly a place is shown, said where it is shown."""
    return {
        "town": _("Shown to the nearest town"),
        "area": _("Shown to the local authority"),
        "postcode": _("Shown to the postcode"),
    }.get(precision, "")


@register.filter
def json_ld(content: Any) -> SafeString:
    """Structured data as a script that is never run; no text in it can end the element."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    safe = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return mark_safe(f'<script type="application/ld+json">{safe}</script>')  # noqa: S308


SCHEMES = {
    "GB-COH": "Companies House",
    "GB-CHC": "Charity Commission",
    "GB-MPR": "Mutuals Public Register",
    "COOPUK": "Co-operatives UK",
}


@register.simple_tag
def scheme_name(scheme: str) -> SafeString:
    """The register that a scheme of identifiers stands for; their names are English."""
    name = SCHEMES.get(scheme)
    return format_html('<span lang="en">{}</span>', held(name)) if name else SafeString("")
