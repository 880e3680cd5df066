"""The desk's page on language: what share of the text is in which state, and what to do first."""

from typing import Any

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.permission_policies import ModelPermissionPolicy

from cydfap.cms.desk import DeskPage, DeskPages
from cydfap.lib.languages import LANGUAGES, NAMES

from . import wording
from .enums import Kind, TextState
from .models import Entry
from .models.text import tr

PAGE = 50
STATES = [*TextState.values, wording.NOT_KEPT]


class LanguageView(DeskPage):
    template_name = "directory/language.html"
    page_title = gettext_lazy("Language")
    header_icon = "globe"
    permission_policy = ModelPermissionPolicy(Entry)
    permission_required = "change"

    def chosen(self, name: str, allowed: list[str]) -> str:
        value = self.request.GET.get(name, "")
        return value if value in allowed else ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lang = self.chosen("lang", list(LANGUAGES)) or "cy"
        state = self.chosen("state", [str(each) for each in wording.TO_DO])
        kind = self.chosen("kind", Kind.values)
        page = Paginator(wording.to_do(lang, state, kind), PAGE).get_page(self.request.GET.get("p"))
        states = [label_of(each) for each in STATES]
        return {
            **super().get_context_data(**kwargs),
            "chosen": {"lang": lang, "state": state, "kind": kind},
            "languages": list(reversed(NAMES.items())),
            "states": states,
            "shares": [(share, cells(share, states)) for share in wording.shares(lang)],
            "to_do": [(each, TextState(each).label) for each in wording.TO_DO],
            "kinds": Kind.choices,
            "page": page,
            "rows": [row(entry, lang) for entry in page],
        }


def label_of(state: str) -> str:
    if state == wording.NOT_KEPT:
        return _("There; its state is not kept")
    return str(TextState(state).label)


def cells(share: wording.Share, labels: list[str]) -> list[tuple[str, int, int]]:
    """(its label, number, per cent) for each state."""
    numbers = [share.states.get(state, 0) for state in STATES]
    return [
        (label, number, round(100 * number / share.total))
        for label, number in zip(labels, numbers, strict=True)
    ]


def row(entry: Entry, lang: str) -> dict[str, Any]:
    texts = {"name": _("Name"), "summary": _("Summary"), "description": _("Description")}
    name = tr(entry, "name", get_language() or "en")
    return {
        "name": name.words,
        "lang": name.lang,
        "address": reverse("entry:edit", args=[entry.pk]),
        "work": [
            (texts[text], TextState(state).label) for text, state in wording.work_on(entry, lang)
        ],
    }


class LanguageViewSet(DeskPages):
    name = "language"
    page = LanguageView
