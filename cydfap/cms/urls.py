"""Wagtail's pages, and only under their own sections: every other address is the atlas's."""

from django.urls import URLPattern, re_path

from .sections import pattern
from .views import serve

urlpatterns: list[URLPattern] = [re_path(pattern(), serve, name="wagtail_serve")]
