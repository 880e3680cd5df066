"""All that we write of What's happening. What an editor writes at the desk, Wagtail writes; its
publishing raises the generation that the release worker watches (`cydfap.news.publishing`).
"""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from wagtail.log_actions import log
from wagtail.models import Locale, Page, Site

from cydfap.cms.sections import SECTIONS
from cydfap.directory.actions import raise_generation

from .models import NewsIndex

LANGUAGES = ("en", "cy")
TITLES = {"en": "What’s happening", "cy": "Beth sy’n digwydd"}
INTROS = {
    "en": "Across social care and co-operation in Wales: who is doing what, where, and what came "
    "of it.",
    "cy": "Ym maes gofal cymdeithasol a chydweithredu yng Nghymru: pwy sy’n gwneud beth, ymhle, "
    "a beth ddaeth ohono.",
}
ROOTS = {"en": "English", "cy": "Cymraeg"}


@transaction.atomic
def plant(*, by: AbstractBaseUser | None) -> dict[str, NewsIndex]:
    """The beginning of What's happening in each language, made where it is missing."""
    there = {index.lang: index for index in NewsIndex.objects.all()}
    if set(there) == set(LANGUAGES):
        return there
    roots = plant_roots()
    for lang in LANGUAGES:
        if lang in there:
            continue
        index = NewsIndex(
            title=TITLES[lang],
            slug=SECTIONS["news"][lang],
            intro=INTROS[lang],
            locale=roots[lang].locale,
        )
        for other in there.values():
            index.translation_key = other.translation_key
        there[lang] = add(page=index, under=roots[lang], by=by)
    return there


def plant_roots() -> dict[str, Page]:
    """The two roots of the site, each the other's translation. No address leads to them."""
    locales = {lang: Locale.objects.get_or_create(language_code=lang)[0] for lang in LANGUAGES}
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    first = site.root_page if site else None
    if first is None:
        first = Page(title=ROOTS["en"], slug="en", locale=locales["en"])
        Page.get_first_root_node().add_child(instance=first)
        Site.objects.create(
            hostname="localhost", root_page=first, is_default_site=True, site_name="Cydfap"
        )
    roots = {first.locale.language_code: first}
    for lang, locale in locales.items():
        side = first.get_translation_or_none(locale)
        if side is None:
            side = Page(
                title=ROOTS[lang],
                slug=f"{first.slug}-{lang}",
                locale=locale,
                translation_key=first.translation_key,
            )
            first.get_parent().specific.add_child(instance=side)
        roots[lang] = side
    return roots


@transaction.atomic
def add(*, page: Any, under: Page, by: AbstractBaseUser | None) -> Any:
    """Add a page and publish it. Raises ValidationError where a field is wrong."""
    page.live = False
    under.add_child(instance=page)
    log(instance=page, action="wagtail.create", user=by)
    page.save_revision(user=by, log_action=False).publish(user=by)
    page.refresh_from_db()
    return page


def note_change() -> None:
    """Something public has changed: entries' pages will tell of it."""
    raise_generation()
