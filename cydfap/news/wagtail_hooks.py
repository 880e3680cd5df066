from wagtail import hooks
from wagtail.admin.viewsets.chooser import ChooserViewSet

from .choosers import area_chooser, entry_chooser


@hooks.register("register_admin_viewset")
def choosers() -> list[ChooserViewSet]:
    return [entry_chooser, area_chooser]
