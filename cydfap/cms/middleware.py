"""The content security policy of every answer, and the language of the desk."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

DESK = "/admin/"
# Wagtail's own admin pages carry inline styles and scripts; nobody but editors sees them.
ADMIN = {"script-src": "'self' 'unsafe-inline'", "style-src": "'self' 'unsafe-inline'"}


def policy(**more: str) -> str:
    rules = {
        **settings.CONTENT_SECURITY_POLICY,
        **{k.replace("_", "-"): v for k, v in more.items()},
    }
    return "; ".join(f"{directive} {sources}" for directive, sources in rules.items())


class ContentSecurityPolicy:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.public = policy()
        self.admin = policy(**ADMIN)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_admin = request.path_info.startswith(DESK)
        response.headers.setdefault(
            "Content-Security-Policy", self.admin if is_admin else self.public
        )
        return response


class DeskLanguage:
    """At the desk, the language that the signed-in person chose. Wagtail speaks it in its views,
    but not where one of them refuses, fails or is not there.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(DESK) and (lang := chosen_language(request)):
            translation.activate(lang)
        return self.get_response(request)


def chosen_language(request: HttpRequest) -> str:
    profile = getattr(request.user, "wagtail_userprofile", None)
    return profile.preferred_language if profile else ""
