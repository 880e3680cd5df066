"""The beginnings of the two trees, and pages in them."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Locale, Page, PageLogEntry, Revision, Site

from cydfap.cms.models import SiteRoot
from cydfap.cms.sections import SECTIONS
from cydfap.directory.actions import TRANSLATIONS, raise_generation
from cydfap.directory.enums import TextState
from cydfap.directory.turns import writing
from cydfap.lib.languages import LANGUAGES, NAMES
from cydfap.news.models import NewsIndex, NewsPage

# Texts of a page and of its parts.
WORDS = (
    *("title", "intro", "body", "byline", "abstract", "ask", "put_to", "place"),
    *("words", "label", "commitment", "evidence", "summary"),
)
PARTS = ("milestones", "backers", "case_studies")

TITLES = {"en": "What’s happening", "cy": "Beth sy’n digwydd"}
INTROS = {
    "en": "Across social care and co-operation in Wales: who is doing what, where, and what came "
    "of it.",
    "cy": "Ym maes gofal cymdeithasol a chydweithredu yng Nghymru: pwy sy’n gwneud beth, ymhle, "
    "a beth ddaeth ohono.",
}


@writing()
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


def plant_roots() -> dict[str, SiteRoot]:
    """The tops of the two trees, each the other's translation, in place of Wagtail's welcome."""
    locales = {lang: Locale.objects.get_or_create(language_code=lang)[0] for lang in LANGUAGES}
    roots: dict[str, SiteRoot] = {root.lang: root for root in SiteRoot.objects.all()}
    for lang, locale in locales.items():
        if lang in roots:
            continue
        root = SiteRoot(title=NAMES[lang], slug=lang, locale=locale)
        for other in roots.values():
            root.translation_key = other.translation_key
        roots[lang] = Page.get_first_root_node().add_child(instance=root)
    first = roots[LANGUAGES[0]]
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": "localhost", "root_page": first, "site_name": "Cydfap"},
    )
    welcome = Page.objects.filter(depth=2, numchild=0, slug="home", title__startswith="Welcome to")
    for page in welcome:
        page.delete()
    return roots


@writing()
def add(*, page: Any, under: Page, by: AbstractBaseUser | None) -> Any:
    """Add a page and publish it. Raises ValidationError where a field is wrong."""
    page.live = False
    under.add_child(instance=page)
    log(instance=page, action="wagtail.create", user=by)
    page.save_revision(user=by, log_action=False).publish(user=by)
    page.refresh_from_db()
    return page


def follow_words(*, page: NewsPage, revision: Revision) -> None:
    """`revision` is being published. A translation of words that have changed is out of date."""
    if not words_moved(page, revision, if_new=False):
        return
    sides = NewsPage.objects.filter(translation_key=page.translation_key).exclude(pk=page.pk)
    for side in sides.filter(text_state__in=TRANSLATIONS).select_related("latest_revision"):
        if not go_together(revision, side.latest_revision):
            set_text_state(page=side, state=TextState.STALE, by=revision.user)


def go_together(due: Revision, other: Revision | None) -> bool:
    """Whether a revision is published because its time has come, and the other has the same."""
    if due.approved_go_live_at is None or other is None:
        return False
    return bool(due.content["go_live_at"] == other.content["go_live_at"])


def words_moved(page: NewsPage, revision: Revision, *, if_new: bool = True) -> bool:
    """Whether a revision's words are others than those published last; `if_new`: of a page that
    never was.
    """
    published = ("wagtail.publish", "wagtail.publish.scheduled")
    logged = PageLogEntry.objects.filter(page=page.pk, action__in=published)
    last = logged.exclude(revision=None).select_related("revision").first()
    if last is None:
        return if_new
    return words(last.revision.content) != words(revision.content)


def words(content: dict[str, Any]) -> list[Any]:
    """What of a revision a translator translates."""
    parts = [content, *(part for name in PARTS for part in content.get(name, ()))]
    return [part.get(name) for part in parts for name in WORDS]


@transaction.atomic
def set_text_state(*, page: NewsPage, state: str, by: AbstractBaseUser | None) -> None:
    """Of the page and of the draft that its editor goes on with."""
    mark_text_state(page=page, state=state)
    log(instance=page, action="wagtail.edit", user=by)


def mark_text_state(*, page: NewsPage, state: str) -> None:
    """The same as part of a change that is logged as a whole."""
    mark(page=page, text_state=state)


def mark(*, page: NewsPage, **fields: str) -> None:
    """Set fields of the page and of its drafts, as part of a change that is logged as a whole."""
    NewsPage.objects.filter(pk=page.pk).update(**fields)
    for draft in Revision.objects.filter(pk__in=[page.latest_revision_id, page.live_revision_id]):
        Revision.objects.filter(pk=draft.pk).update(content=draft.content | fields)


def publish_scheduled() -> bool:
    """Publish and take back what editors have set a time for. True if there was anything."""
    now = timezone.now()
    begins = Revision.objects.filter(approved_go_live_at__lt=now)
    ends = Page.objects.filter(live=True, expire_at__lt=now)
    if not (begins.exists() or ends.exists()):
        return False
    with writing():
        call_command("publish_scheduled")
    return True


def note_change() -> None:
    """Something public has changed: entries' pages will tell of it."""
    raise_generation()
