"""Wagtail's pages, and only under their own sections: every other address is the atlas's."""

from django.urls import URLPattern, re_path
from wagtail.views import serve

from .sections import pattern

urlpatterns: list[URLPattern] = [re_path(pattern(), serve, name="wagtail_serve")]
