"""Words that Wagtail looks up once, when it is imported, or takes from a field's name in code.

They would stay English for as long as the process runs. Here they are looked up for each page.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Permission
from django.utils.functional import Promise, lazy
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from wagtail import hooks
from wagtail.admin.forms import choosers
from wagtail.admin.forms.auth import LoginForm
from wagtail.admin.forms.workflows import WorkflowPageForm
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.contrib.simple_translation.models import SimpleTranslation
from wagtail.models import Locale, Site
from wagtail.models.pages import PAGE_PERMISSION_TYPES
from wagtail.sites.views import IndexView as SitesIndex
from wagtail.users.forms import PagePermissionsForm
from wagtail.users.views.bulk_actions.assign_role import RoleForm
from wagtail.utils.version import get_main_version

LABELS = {
    "body": _("Text"),
    "collection": _("Collection"),
    "email_address": _("E-mail"),
    "link_text": _("Words of the link"),
    "page": _("Page"),
    "password": _("Password"),
    "phone_number": _("Telephone"),
    "role": _("Role"),
    "subject": _("Subject"),
}
FORMS = (
    choosers.AnchorLinkChooserForm,
    choosers.EmailLinkChooserForm,
    choosers.ExternalLinkChooserForm,
    choosers.PhoneLinkChooserForm,
    LoginForm,
    PagePermissionsForm,
    RoleForm,
    WorkflowPageForm,
)


# Wagtail fills in the version, and so looks it up, when the first page of the desk is asked for.
WHATS_NEW = _("What's new in Wagtail %(version)s")

# Models of Wagtail's that have no name for people.
MODELS = {Locale: _("locale"), SimpleTranslation: _("translation of pages")}


@override("en")
def look_up_late() -> None:
    for panel in hooks.get_hooks("register_group_permission_panel"):
        types = getattr(panel(), "permission_types", None)
        # The forms keep this very list: it is changed, not replaced.
        if isinstance(types, list):
            types[:] = late(types)
        label(panel().form)
    for form in FORMS:
        label(form)
    for model, name in MODELS.items():
        model._meta.verbose_name = name
    PagePermissionsForm.base_fields["permissions"].label_from_instance = page_permission
    ChooserViewSet.search_tab_label = _("Search")
    ChooserViewSet.edit_item_text = _("Edit")
    for column in SitesIndex.columns:
        if column.name in ("port", "site_name", "root_page"):
            column.label = capfirst(Site._meta.get_field(column.name).verbose_name)


def label(form: Any) -> None:
    for name, field in form.base_fields.items():
        field.label = LABELS.get(name, field.label)


def late(types: Iterable[tuple[str, Any, Any]]) -> list[tuple[str, Promise, Promise]]:
    return [(codename, _(str(short)), _(str(long))) for codename, short, long in types]


def page_permission(permission: Permission) -> Any:
    """The words that Wagtail's own heading has for it, not those that are kept in the table."""
    return next((long for code, _s, long in PAGE_PERMISSION_TYPES if code == permission.codename))


def whats_new() -> str:
    return str(WHATS_NEW) % {"version": get_main_version(include_patch=False)}


def help_menu(items: Iterable[MenuItem]) -> None:
    """The items are kept for all who come: whoever came first chose their language."""
    for item in items:
        if item.name.startswith("whats-new-in-wagtail-"):
            item.label = lazy(whats_new, str)()
