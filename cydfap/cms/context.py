"""What every page needs: the forum's name, and the way to the same page in the other language."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language

LANGUAGE_NAMES = dict(settings.LANGUAGES)


def other_language(lang: str) -> str:
    return "en" if lang == "cy" else "cy"


def furniture(request: HttpRequest) -> dict[str, Any]:
    """`lang`, `forum_name`, and `other`: the other language's code, name and this page."""
    lang = get_language() or settings.LANGUAGE_CODE
    other = other_language(lang)
    address = getattr(request, "other_language_url", "") or translate_url(
        request.get_full_path(), other
    )
    if not address.startswith(f"/{other}/"):
        # Pages outside the two trees (errors, mostly): the other language's front door.
        address = f"/{other}/"
    return {
        "lang": lang,
        "forum_name": settings.FORUM_NAME[lang],
        "forum_email": settings.FORUM_EMAIL,
        "other": {"code": other, "name": LANGUAGE_NAMES[other], "url": address},
    }
