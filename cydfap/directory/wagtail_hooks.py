from wagtail import hooks

from .admin import DirectoryGroup


@hooks.register("register_admin_viewset")
def directory() -> DirectoryGroup:
    return DirectoryGroup()
