from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from . import late_words
from .where_to_begin import WhereToBegin


@hooks.register("register_admin_urls")
def words() -> list[URLPattern]:
    """No address of its own: by now every form and table of the desk is there to be put right."""
    late_words.look_up_late()
    return []


@hooks.register("insert_global_admin_css")
def sheet() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("desk.css"))


@hooks.register("construct_help_menu")
def words_of_help(request: HttpRequest, items: list[MenuItem]) -> None:
    late_words.help_menu(items)


@hooks.register("construct_homepage_panels")
def where_to_begin(request: HttpRequest, panels: list[Component]) -> None:
    panels.insert(0, WhereToBegin())
