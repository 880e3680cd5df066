"""The pages for what went wrong, in the reader's language."""

from django.http import HttpRequest, HttpResponse

from cydfap.atlas.page import page


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, "404.html", {}, status=404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, "403.html", {}, status=403)


def broken(request: HttpRequest) -> HttpResponse:
    return page(request, "500.html", {}, status=500)
