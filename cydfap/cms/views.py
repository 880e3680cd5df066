"""The first secretary's way in, and the pages of the two trees."""

from typing import Any

from django.contrib.auth.views import PasswordResetConfirmView
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import get_language
from wagtail.admin.forms.auth import PasswordResetForm  # noqa: F401  (registers Wagtail's widgets)
from wagtail.models import Page
from wagtail.url_routing import RouteResult
from wagtail.views import serve as walk_and_serve


class FirstSignIn(PasswordResetConfirmView):
    """Choose a password and be signed in, by a link that works once."""

    template_name = "wagtailadmin/account/password_reset/confirm.html"
    success_url = reverse_lazy("wagtailadmin_home")
    post_reset_login = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "is_first": True}


def serve(request: HttpRequest, path: str) -> HttpResponse:
    """A page by its path in the tree of the language in force, found at once: Wagtail's own walk
    down the tree, which follows where there is none, takes two queries a level.
    """
    found = Page.objects.live().filter(url_path=f"/{get_language()}/{path}").first()
    if found is not None:
        request._wagtail_route_for_request = RouteResult(found.specific)  # type: ignore[attr-defined]
    answer: HttpResponse = walk_and_serve(request, path)
    return answer
