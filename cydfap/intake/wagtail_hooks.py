from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from .admin import ImportViewSet


@hooks.register("register_admin_viewset")
def imports() -> ImportViewSet:
    return ImportViewSet()


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("intake.apply", _("Import"), _("A file was imported"))
    actions.register_action("intake.undo", _("Take back"), _("An import was taken back"))
