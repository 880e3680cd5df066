"""The reader's addresses (docs/reference/routes.md)."""

from django.urls import URLPattern, URLResolver

app_name = "atlas"
urlpatterns: list[URLPattern | URLResolver] = []
