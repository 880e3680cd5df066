"""The desk's menu: what is in it, in reading order, after Wagtail's pages and before its files.

Whoever has a page on the desk takes its place from here, so that the order is seen at a glance.
"""

from django.http import HttpRequest
from wagtail.admin.menu import MenuItem
from wagtail.permission_policies.base import BasePermissionPolicy

ORDER = ("directory", "imports", "language", "links", "letters")


def place(name: str) -> int:
    """The `menu_order` of an entry: Wagtail's pages have 100, its pictures 300."""
    return 200 + 10 * ORDER.index(name)


class PermittedMenuItem(MenuItem):
    """An entry that only those see who may use its page."""

    policy: BasePermissionPolicy
    permission: str

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(self.policy.user_has_permission(request.user, self.permission))


def shown_to(permission_policy: BasePermissionPolicy, action: str) -> type[PermittedMenuItem]:
    """The class of an entry for those whom the policy allows the action."""

    class Item(PermittedMenuItem):
        policy = permission_policy
        permission = action

    return Item
