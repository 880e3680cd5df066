"""The content security policy of every answer, the way to HTTPS, and the language of the desk."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.request import split_domain_port, validate_host
from django.middleware.security import SecurityMiddleware
from django.utils import translation

from cydfap.lib.languages import LANGUAGES

DESK = "/admin/"
DESK_LANGUAGE = "desk_language"
SIGN_IN = tuple(f"{DESK}{page}/" for page in ("login", "password_reset", "first"))
YEAR = 365 * 24 * 3600
# Wagtail's own admin pages carry inline styles and scripts; nobody but editors sees them.
ADMIN = {"script-src": "'self' 'unsafe-inline'", "style-src": "'self' 'unsafe-inline'"}


def policy(**more: str) -> str:
    rules = {
        **settings.CONTENT_SECURITY_POLICY,
        **{k.replace("_", "-"): v for k, v in more.items()},
    }
    return "; ".join(f"{directive} {sources}" for directive, sources in rules.items())


# What was in the header, for who wants to know all of it.
ALL_FORWARDED = "cydfap.forwarded_hosts"


class ForwardedHost:
    """Where a proxy is believed, each of several may have added its own to `X-Forwarded-Host`. The
    last that is a host of ours counts: those before it may be a reader's invention. Where none is,
    it is as if nothing were said.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        said = request.META.pop("HTTP_X_FORWARDED_HOST", "")
        request.META[ALL_FORWARDED] = said
        ours = [host for host in map(str.strip, said.split(",")) if is_ours(host)]
        if ours:
            request.META["HTTP_X_FORWARDED_HOST"] = ours[-1]
        return self.get_response(request)


def is_ours(host: str) -> bool:
    return bool(host) and validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS)


class Security(SecurityMiddleware):
    """Django's, but only who is known to have come by HTTP is sent to HTTPS. Behind a proxy that
    does not say how somebody came, everybody would be, again and again.
    """

    def process_request(self, request: HttpRequest) -> HttpResponsePermanentRedirect | None:
        if "X-Forwarded-Proto" not in request.headers:
            return None
        return super().process_request(request)


class ContentSecurityPolicy:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.public = policy()
        self.admin = policy(**ADMIN)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # The pages of signing in are ours, and as strict as a reader's.
        is_wagtail = request.path_info.startswith(DESK) and not is_sign_in(request)
        response.headers.setdefault(
            "Content-Security-Policy", self.admin if is_wagtail else self.public
        )
        return response


class DeskLanguage:
    """At the desk, the language that the signed-in person chose. Wagtail speaks it in its views,
    but not where one of them refuses, fails or is not there. Who has chosen none, or is about to
    sign in, has the one that they asked for with `lang` on a page of signing in. Both are
    remembered, so that who has signed out is still spoken to in their own. On the desk's other
    pages `lang` may mean anything.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(DESK):
            return self.get_response(request)
        # Said first: whom the database cannot name is told so in a language of theirs.
        if lang := asked_language(request):
            translation.activate(lang)
        # Before the answer: signing out forgets whose choice it was.
        if lang := chosen_language(request) or lang:
            translation.activate(lang)
        response = self.get_response(request)
        if lang and lang != request.COOKIES.get(DESK_LANGUAGE):
            remember(response, lang)
        return response


def is_sign_in(request: HttpRequest) -> bool:
    return request.path_info.startswith(SIGN_IN)


def asked_language(request: HttpRequest) -> str:
    """Of the desk, for whom nobody knows yet: what they ask for, else asked for before."""
    asked = request.GET.get("lang", "") if is_sign_in(request) else ""
    return known_language(asked) or known_language(request.COOKIES.get(DESK_LANGUAGE, ""))


def chosen_language(request: HttpRequest) -> str:
    profile = getattr(request.user, "wagtail_userprofile", None)
    return profile.preferred_language if profile else ""


def known_language(code: str) -> str:
    return code if code in LANGUAGES else ""


def remember(response: HttpResponse, lang: str) -> None:
    """For the desk alone: the public side's language is in its addresses."""
    response.set_cookie(
        DESK_LANGUAGE,
        lang,
        max_age=YEAR,
        path=DESK,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
