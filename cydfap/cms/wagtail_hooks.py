from django.urls import URLPattern
from wagtail import hooks

from .late_words import look_up_late


@hooks.register("register_admin_urls")
def words() -> list[URLPattern]:
    """No address of its own: by now every form and table of the desk is there to be put right."""
    look_up_late()
    return []
