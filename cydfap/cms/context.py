"""What every page needs: the forum's name, and the way to the same page in the other language."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language

from cydfap.lib.languages import other_language

from .hosts import address, front_door, link
from .middleware import is_sign_in
from .navigation import navigation
from .sections import section_path

LANGUAGE_NAMES = dict(settings.LANGUAGES)
# As Open Graph writes them.
LOCALES = {"en": "en_GB", "cy": "cy_GB"}


def furniture(request: HttpRequest) -> dict[str, Any]:
    """`lang`, `forum_name`, `navigation`, and `other`: the other language and this page in it."""
    lang = get_language() or settings.LANGUAGE_CODE
    other = other_language(lang)
    path = getattr(request, "other_language_url", "") or translate_url(
        request.get_full_path(), other
    )
    if path.startswith(f"/{lang}/"):
        # Nothing is there. Nor in the other language, which says so in its own words.
        path = f"/{other}/" + path.removeprefix(f"/{lang}/")
    elif not path.startswith(f"/{other}/"):
        path = f"/{other}/"
    return {
        "lang": lang,
        "navigation": navigation(),
        "news_url": section_path("news", lang),
        "front_door": front_door(request),
        "forum_name": settings.FORUM_NAME[lang],
        "forum_email": settings.FORUM_EMAIL,
        "og_locale": LOCALES[lang],
        "other": {
            "code": other,
            "name": LANGUAGE_NAMES[other],
            "locale": LOCALES[other],
            "url": sign_in_link(request, other) or link(request, path, other),
            "address": address(request, path, other),
        },
    }


def sign_in_link(request: HttpRequest, lang: str) -> str:
    """The desk has one address for both languages: on the way in, the other is asked for. Where
    somebody was going is kept. Empty on all other pages.
    """
    if not is_sign_in(request):
        return ""
    going = {"next": request.GET["next"]} if "next" in request.GET else {}
    return "?" + urlencode({"lang": lang, **going})
