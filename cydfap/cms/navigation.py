"""The way about the site: the same items on every page, whoever serves it."""

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .sections import section_path


def navigation() -> list[dict[str, str]]:
    """Name, label and address of each item. Asks the database nothing."""
    lang = get_language() or "en"
    return [
        {"name": "map", "label": _("Map"), "url": reverse("atlas:map")},
        {"name": "directory", "label": _("Directory"), "url": reverse("atlas:directory")},
        {"name": "news", "label": _("What’s happening"), "url": section_path("news", lang)},
        {"name": "data", "label": _("Data"), "url": reverse("atlas:data")},
        {"name": "search", "label": _("Search"), "url": reverse("atlas:search")},
    ]
