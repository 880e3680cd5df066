"""The desk's first page: what there is to do, each with the place for it."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.menu import admin_menu as whole_menu
from wagtail.admin.ui.components import Component

# Routes of the menu's entries, in the order in which a newcomer needs them.
TASKS = {
    "imports:index": _(
        "A spreadsheet becomes entries. You see first what would happen to each row."
    ),
    "entry:index": _("Put one organisation, project or resource right, or write a new one."),
    "wagtailadmin_explore_root": _("Write a story, an event, a report or a campaign."),
    "language:index": _("Which texts are drafts, missing or out of date."),
    "links:index": _("Which addresses lead nowhere any more."),
    "letters:index": _("Who gets the digest, and which letters did not go."),
}


def entries(menu: Menu, request: HttpRequest) -> Iterable[MenuItem]:
    """What the menu holds for this person, inner menus too."""
    for item in menu.menu_items_for_request(request):
        if isinstance(item, SubmenuMenuItem):
            yield from entries(item.menu, request)
        else:
            yield item


class WhereToBegin(Component):
    """Only what the menu shows to this person as well."""

    name = "where-to-begin"
    order = 50
    template_name = "cms/where_to_begin.html"

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        shown = {item.url: item for item in entries(whole_menu, parent_context["request"])}
        tasks = [(shown.get(reverse(route)), words) for route, words in TASKS.items()]
        return {"tasks": [(item, words) for item, words in tasks if item]}
