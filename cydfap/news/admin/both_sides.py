"""At the desk: the other side of a page that is written, and both published with one button."""

from functools import reduce
from operator import or_
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.models import Page

from cydfap.directory.enums import TextState
from cydfap.lib.languages import NAMES
from cydfap.news import actions
from cydfap.news.models import NewsIndex, NewsPage
from cydfap.news.sides import other_side

BUTTON = "action-publish-both"


class PublishBoth(ActionMenuItem):
    label = gettext_lazy("Publish both languages")
    name = BUTTON
    icon_name = "upload"
    # After Wagtail's own way to publish one.
    order = 31
    template_name = "news/admin/publish_both.html"

    def is_shown(self, context: dict[str, Any]) -> bool:
        by = context["request"].user
        if context["view"] == "create":
            return isinstance(context["parent_page"], NewsIndex) and may_publish_in_both(by)
        page = context["page"]
        return (
            context["view"] == "edit"
            and isinstance(page, NewsPage)
            and not context["locked_for_user"]
            and may_publish_both(page, by)
        )


def may_publish_in_both(by: AbstractBaseUser) -> bool:
    trees = NewsIndex.objects.all()
    return all(tree.permissions_for_user(by).can_publish_subpage() for tree in trees)


def may_publish_both(page: NewsPage, by: AbstractBaseUser) -> bool:
    other = other_side(page)
    if other is None:
        return may_publish_in_both(by)
    return all(side.permissions_for_user(by).can_publish() for side in (page, other))


def may_begin(request: HttpRequest, _parent: Page, _model: type[Page]) -> None:
    if BUTTON in request.POST and not may_publish_in_both(request.user):  # type: ignore[arg-type]
        raise PermissionDenied


def opened(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Before a page is edited. What nobody has worked on yet shows what the other side says now."""
    if not isinstance(page, NewsPage):
        return None
    if BUTTON in request.POST and not may_publish_both(page, request.user):  # type: ignore[arg-type]
        raise PermissionDenied
    if request.method == "GET" and is_seen(request) and page.text_state == TextState.MISSING:
        if actions.follow(side=page):
            # The desk has the draft before it in hand already.
            return redirect(request.get_full_path())
        messages.info(request, missing(page))
    return None


def is_seen(request: HttpRequest) -> bool:
    """Whether a page is asked for; what a script asks for shows no messages."""
    return request.accepts("text/html") and "_w_hydrate_create_view" not in request.GET


def missing(page: NewsPage) -> str:
    told = {
        "cy": _("The Welsh text is missing: what stands here is the English. Write over it."),
        "en": _("The English text is missing: what stands here is the Welsh. Write over it."),
    }
    return told[page.lang]


def kept(request: HttpRequest, page: Page) -> HttpResponse | None:
    """After a page was saved: its other side is there, and both are published if that was asked."""
    if not isinstance(page, NewsPage):
        return None
    by: Any = request.user
    side, is_new = actions.keep_other_side(page=page, by=by)
    if BUTTON in request.POST:
        publish(request, page, by)
        return redirect("wagtailadmin_pages:edit", page.pk)
    if is_new and is_seen(request):
        messages.info(request, made(side), buttons=[edit(side)])
    return None


def made(side: NewsPage) -> str:
    told = {
        "cy": _("The page is there in Welsh too, as a draft whose text is missing."),
        "en": _("The page is there in English too, as a draft whose text is missing."),
    }
    return told[side.lang]


def edit(side: Page) -> Any:
    words = {"cy": _("Write the Welsh text"), "en": _("Write the English text")}[side.lang]
    return messages.button(reverse("wagtailadmin_pages:edit", args=[side.pk]), words)


def publish(request: HttpRequest, page: NewsPage, by: Any) -> None:
    try:
        sides = actions.publish_both(page=page, by=by)
    except actions.NotReady as problem:
        others = [edit(side) for side in problem.faults if side.pk != page.pk]
        messages.error(request, refusal(problem), buttons=others)
        return
    if all(side.live and not side.has_unpublished_changes for side in sides):
        words = _("Both languages are public.")
    else:
        words = _("Both languages will be public at the time that is set.")
    live = [side for side in sides if side.live]
    buttons = [messages.button(side.full_url, NAMES[side.lang]) for side in live]
    messages.success(request, words, buttons=buttons)


def refusal(problem: actions.NotReady) -> str:
    """What is in the way, side by side."""
    rows = [
        (side.lang, NAMES[side.lang], fault)
        for side, faults in problem.faults.items()
        for fault in faults
    ]
    listed = format_html_join("", '<li><b lang="{}">{}</b>: {}</li>', rows)
    words = _("Neither language was published. Your text is kept as a draft.")
    return str(format_html("{}<ul>{}</ul>", words, listed))


def no_missing_texts(
    request: HttpRequest, kind: str, pages: list[Any], action: Any
) -> HttpResponse | None:
    """Before many pages are published at once: one without words would stop all."""
    chosen = [page for page in pages if isinstance(page, Page)]
    if kind != "publish" or not chosen:
        return None
    missing_texts = NewsPage.objects.filter(text_state=TextState.MISSING)
    found = list(missing_texts.filter(pk__in=[page.pk for page in chosen]))
    if action.cleaned_form.cleaned_data["include_descendants"]:
        found += below(chosen, missing_texts, request.user)
    if not found:
        return None
    titles = ", ".join(page.get_admin_display_title() for page in found)
    messages.error(
        request, _("Nothing was published. Texts are missing: %(titles)s.") % {"titles": titles}
    )
    return redirect("wagtailadmin_explore", found[0].get_parent().pk)


def below(pages: list[Page], missing_texts: QuerySet[NewsPage], by: Any) -> list[NewsPage]:
    """Those under the pages that would be published along with them."""
    are_under = reduce(or_, (Q(path__startswith=page.path, depth__gt=page.depth) for page in pages))
    found = missing_texts.filter(are_under, live=False).exclude(pk__in=[each.pk for each in pages])
    return [page for page in found if page.permissions_for_user(by).can_publish()]
