"""Wagtail's pages, and only under their own sections: every other address is the atlas's."""

from django.urls import URLPattern, re_path
from django.views.decorators.csrf import csrf_exempt

from .sections import pattern
from .views import serve

# No page takes a form: whoever posts one is told so (405), not that a token is missing.
urlpatterns: list[URLPattern] = [re_path(pattern(), csrf_exempt(serve), name="wagtail_serve")]
