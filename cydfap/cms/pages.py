"""What every Wagtail page of the site has: the other language, its own address, no private ways."""

from http import HTTPMethod
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.functional import cached_property
from django.utils.translation import override
from wagtail.models import Locale, Page, PageViewRestriction

from cydfap.lib.languages import other_language

from .hosts import address
from .sections import section_path


class SitePage(Page):
    """A page of one of the two trees."""

    # Of cydfap.cms.sections; also the item in the navigation that is marked.
    section = ""
    allowed_http_methods = [HTTPMethod.GET, HTTPMethod.HEAD, HTTPMethod.OPTIONS]
    private_page_options: list[str] = []

    class Meta:
        abstract = True

    @property
    def lang(self) -> str:
        # Locale's own cache: the two of them are asked for once a process.
        return language_of(self.locale_id)

    @property
    def title_in(self) -> str:
        """The language that its title is in."""
        return self.lang

    @cached_property
    def other_side(self) -> Page | None:
        """The same page in the other language, where it is public."""
        found = Page.objects.live().exclude(pk=self.pk)
        side: Page | None = found.filter(translation_key=self.translation_key).first()
        return side

    def where_else(self, request: HttpRequest) -> str:
        """Where the language switch leads: the other side, else the other tree's own beginning,
        which then says that this page is not there.
        """
        side = self.other_side
        if side is not None:
            url: str = side.get_url(request)
            return url
        return f"{section_path(self.section, other_language(self.lang))}?only={self.pk}"

    @property
    def is_alone(self) -> bool:
        """Whether it is there in its own language only."""
        return self.other_side is None

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        request.other_language_url = self.where_else(request)  # type: ignore[attr-defined]
        here = self.get_url(request) or request.path
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | {
            "here": self.section,
            "is_alone": self.is_alone,
            "canonical": address(request, here, self.lang),
            "address": address(request, here, self.lang),
        }

    def get_view_restrictions(self) -> Any:
        """None, and the desk offers none: a page is public or not published."""
        return PageViewRestriction.objects.none()

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().serve(request, *args, **kwargs)
        # A page may change at any moment: ask each time, it is cheap.
        response.headers.setdefault("Cache-Control", "no-cache")
        return response

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """In the page's own language, whichever the desk speaks."""
        with override(self.lang):
            response: HttpResponse = super().serve_preview(request, mode_name)
            if isinstance(response, TemplateResponse):
                response.render()
        return response


def language_of(locale_id: int) -> str:
    """The code of a locale; the two of them are read once a process."""
    if locale_id not in _codes:
        _codes.update(Locale.objects.values_list("pk", "language_code"))
    return _codes[locale_id]


_codes: dict[int, str] = {}
