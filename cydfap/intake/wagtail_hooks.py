from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("intake.apply", _("Import"), gettext("A file was imported"))
    actions.register_action(
        "intake.undo", _("Take an import back"), gettext("An import was taken back")
    )
