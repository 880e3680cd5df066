"""A page's other side: made with it, in step until its words are written, published with it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from modelcluster.models import get_all_child_relations
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.coreutils import find_available_slug
from wagtail.log_actions import log
from wagtail.models import COMMENTS_RELATION_NAME, Locale, Revision

from cydfap.directory.enums import TextState
from cydfap.directory.turns import writing
from cydfap.lib.languages import other_language
from cydfap.news.models import NewsPage
from cydfap.news.sides import not_written, other_side, unwritten

from .pages import mark, mark_text_state, plant, words_moved

# Of a page in its tree, not of what it tells.
ITS_OWN = {
    *("id", "page_ptr", "newspage_ptr", "path", "depth", "numchild", "url_path", "slug", "lang"),
    *("locale", "translation_key", "content_type", "owner", "live", "has_unpublished_changes"),
    *("first_published_at", "last_published_at", "live_revision", "latest_revision"),
    *("latest_revision_created_at", "locked", "locked_at", "locked_by", "expired", "alias_of"),
    *("draft_title", "title_lang", "text_state", "go_live_at", "expire_at"),
}


@writing()
def keep_other_side(*, page: NewsPage, by: AbstractBaseUser | None) -> tuple[NewsPage, bool]:
    """The other side as a draft in the same place of the other tree, and whether it is new.

    It begins with this side's words, is marked missing, and follows this side until somebody works
    on it. Whoever may write one side has it made, even where they may not write the other.
    """
    side = other_side(page)
    if side is not None:
        follow(side=side)
        return side, False
    plant(by=by)
    locale = Locale.objects.get(language_code=other_language(page.lang))
    # Its signal marks it missing.
    made: NewsPage = page.copy_for_translation(locale, copy_parents=True)
    made.refresh_from_db()
    return made, True


@writing()
def follow(*, side: NewsPage) -> bool:
    """What has changed of the other side comes over, if nobody has worked on this one. True if it
    did.
    """
    original = other_side(side)
    if original is None or not is_behind(side, original):
        return False
    source = original.get_latest_revision_as_object()
    target = side.get_latest_revision_as_object()
    for field in source._meta.concrete_fields:
        if field.name not in ITS_OWN:
            setattr(target, field.name, getattr(source, field.name))
    source.copy_all_child_relations(target, exclude=[COMMENTS_RELATION_NAME])
    target.draft_title = target.title
    target.title_lang = title_lang_of_a_copy(source, target)
    target.text_state = state_of_a_copy(source)
    target.slug = find_available_slug(target.get_parent(), source.slug, ignore_page_id=target.pk)
    target.save()
    target.save_revision(clean=False, log_action=False)
    return True


def state_of_a_copy(original: Any) -> TextState:
    """Of a side that has the original's words: none are its own, unless both have the same."""
    is_same = original.text_state == TextState.SAME
    return TextState.SAME if is_same else TextState.MISSING


def title_lang_of_a_copy(original: Any, copy: Any) -> str:
    """The words came over, and with them their language."""
    spoken: str = original.title_in
    return "" if spoken == copy.lang else spoken


@transaction.atomic
def mark_copy(*, page: NewsPage, original: Any, by: AbstractBaseUser | None) -> None:
    """What was copied to be translated still has the other language's words."""
    mark(
        page=page,
        text_state=state_of_a_copy(original),
        title_lang=title_lang_of_a_copy(original, page),
    )
    log(instance=page, action="wagtail.edit", user=by)


def is_behind(side: NewsPage, original: NewsPage) -> bool:
    """Whether nobody wrote the side's last draft, and the original's is younger."""
    last, theirs = side.latest_revision, original.latest_revision
    return bool(
        side.text_state in (TextState.MISSING, TextState.SAME)
        and not side.live
        and last is not None
        and last.user_id is None
        and theirs is not None
        and theirs.created_at > last.created_at
    )


class NotReady(Exception):
    """What keeps the sides from being published: each side, and a sentence for each fault."""

    def __init__(self, faults: dict[NewsPage, list[str]]) -> None:
        super().__init__("Not ready to be published")
        self.faults = faults


@writing()
def publish_both(*, page: NewsPage, by: AbstractBaseUser) -> list[NewsPage]:
    """Publish the last draft of each side, or none: NotReady says what is in the way, and
    PermissionDenied that they may not. If this side has a time set, both have it.

    The sides as they are then. Both are written by then, so neither makes the other out of date.
    """
    made, _is_new = keep_other_side(page=page, by=by)
    sides = [page, made]
    drafts = {side.pk: side.get_latest_revision_as_object() for side in sides}
    faults = {side: found for side in sides if (found := faults_of(drafts[side.pk], by))}
    if faults:
        raise NotReady(faults)
    at_the_same_time(drafts[page.pk], drafts[made.pk], by)
    written = []
    for side in sides:
        side.refresh_from_db()
        revision = side.latest_revision
        if words_moved(side, revision):
            written.append((side, drafts[side.pk].text_state))
        if is_news(side, revision):
            PublishPageRevisionAction(revision, user=by).execute()
    for side, state in written:
        mark_text_state(page=side, state=state)
    return [NewsPage.objects.get(pk=side.pk).specific for side in sides]


def is_news(side: NewsPage, revision: Revision) -> bool:
    """Whether there is anything to publish: a second press of the button finds nothing."""
    is_public = side.live and side.live_revision_id == revision.pk
    return not (is_public or revision.approved_go_live_at)


def at_the_same_time(first: NewsPage, second: NewsPage, by: AbstractBaseUser) -> None:
    times = to_come(first.go_live_at), to_come(first.expire_at)
    if times != (to_come(second.go_live_at), to_come(second.expire_at)):
        second.go_live_at, second.expire_at = times
        second.save_revision(user=by, clean=False)


def to_come(moment: datetime | None) -> datetime | None:
    return moment if moment and moment > timezone.now() else None


def faults_of(draft: Any, by: AbstractBaseUser) -> list[str]:
    """As the desk's own form would find them, in the language in force."""
    lock = draft.get_lock()
    if lock is not None and lock.for_user(by):
        return [_("It is locked, or it waits for a time that was set. Undo that first.")]
    found = list(cleaned(draft))
    left = [] if draft.live else unwritten(draft)
    if left:
        found.append(not_written(draft, left))
    elif draft.text_state == TextState.MISSING:
        found.append(_("A page without words is not published."))
    return found


def cleaned(draft: Any) -> Iterable[str]:
    """What is wrong with a page's fields, its blocks and the parts it is made of."""
    yield from told(draft, draft.full_clean)
    yield from told(draft, lambda: draft.body.stream_block.clean(draft.body), "body")
    for relation in get_all_child_relations(draft):
        if relation.get_accessor_name() == COMMENTS_RELATION_NAME:
            continue
        for part in getattr(draft, relation.get_accessor_name()).all():
            heading = str(part._meta.verbose_name)
            exclude = [relation.field.name]
            for fault in told(part, lambda part=part, skip=exclude: part.full_clean(exclude=skip)):
                yield f"{heading}: {fault}"


def told(thing: Any, check: Any, field: str = "") -> Iterable[str]:
    """A check's complaints, each with the name of the field it is about."""
    try:
        check()
    except ValidationError as problem:
        if field or not hasattr(problem, "error_dict"):
            words = _("Something in it is missing or wrong.") if field else problem.messages[0]
            yield f"{label(thing, field)}{words}"
            return
        for name, faults in problem.message_dict.items():
            yield from (f"{label(thing, name)}{fault}" for fault in faults)


def label(thing: Any, name: str) -> str:
    names = {field.name: field for field in thing._meta.get_fields()}
    if name not in names:
        return ""
    words = str(names[name].verbose_name)
    return f"{words[:1].upper()}{words[1:]}: "
