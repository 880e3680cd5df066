"""The desk's own pages: what is under a heading there and in the menu, and is no list of records.

Their templates extend cms/desk.html.
"""

from typing import Any, ClassVar

from django.http import HttpRequest
from django.urls import path
from django.utils.functional import cached_property
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.base import ViewSet

from . import menu


class DeskPage(WagtailAdminTemplateMixin, PermissionCheckedMixin, TemplateView):
    """Says `page_title`, `header_icon`, and by `permission_policy` and `permission_required` who
    may use it.
    """

    request: HttpRequest

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.get_page_title()}]


class DeskPages(ViewSet):
    """A page, called `index`, in the menu for those who may use it, and perhaps `others` below.

    `name` is one of `menu.ORDER`.
    """

    page: type[DeskPage]
    others: ClassVar[dict[str, tuple[str, type[DeskPage]]]] = {}  # by name: path, page
    add_to_admin_menu = True

    @cached_property
    def icon(self) -> str:
        return str(self.page.header_icon)

    @cached_property
    def menu_label(self) -> Any:
        return self.page.page_title

    @cached_property
    def menu_order(self) -> int:
        return menu.place(self.name)

    @cached_property
    def menu_item_class(self) -> type[menu.PermittedMenuItem]:
        return menu.shown_to(self.page.permission_policy, self.page.permission_required)

    def get_urlpatterns(self) -> list[Any]:
        below = [path(at, page.as_view(), name=name) for name, (at, page) in self.others.items()]
        return [path("", self.page.as_view(), name="index"), *below]
