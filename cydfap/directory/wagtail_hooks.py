from wagtail import hooks

from .admin import DirectoryGroup
from .language_desk import LanguageViewSet


@hooks.register("register_admin_viewset")
def directory() -> DirectoryGroup:
    return DirectoryGroup()


@hooks.register("register_admin_viewset")
def language() -> LanguageViewSet:
    return LanguageViewSet()
