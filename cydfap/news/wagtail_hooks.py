from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page

from .admin import both_sides
from .admin.letters import LettersViewSet
from .admin.links import LinksViewSet
from .choosers import area_chooser, entry_chooser
from .models import Report


@hooks.register("register_admin_viewset")
def choosers() -> list[ChooserViewSet]:
    return [entry_chooser, area_chooser]


@hooks.register("register_admin_viewset")
def desk_pages() -> list[ViewSet]:
    return [LinksViewSet(), LettersViewSet()]


@hooks.register("register_permissions")
def for_the_secretary() -> QuerySet[Permission]:
    """A group may be given it; none has it from the start."""
    return Permission.objects.filter(content_type__app_label="news", codename="delete_subscriber")


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    actions.register_action(
        "news.send_again",
        gettext_lazy("Try again"),
        gettext_lazy("A refused letter is tried again"),
    )
    actions.register_action(
        "news.ask_again", gettext_lazy("Ask again"), gettext_lazy("A link is asked again")
    )


hooks.register("register_page_action_menu_item", both_sides.PublishBoth)
hooks.register("before_create_page", both_sides.may_begin)
hooks.register("before_edit_page", both_sides.opened)
hooks.register("after_create_page", both_sides.kept)
hooks.register("after_edit_page", both_sides.kept)
hooks.register("before_bulk_action", both_sides.no_missing_texts)


@hooks.register("before_copy_page")
def no_copy_of_a_report(request: HttpRequest, page: Page) -> HttpResponse | None:
    """It would have the same entry, which is one report page's alone."""
    if not issubclass(page.specific_class, Report):
        return None
    messages.error(
        request, _("A report page is not copied: its entry has one page in each language.")
    )
    return redirect("wagtailadmin_explore", page.get_parent().pk)
