"""All addresses: composition only."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cydfap.atlas.urls import machine_patterns
from cydfap.cms.views import FirstSignIn

urlpatterns = [
    path("admin/first/<uidb64>/<token>/", FirstSignIn.as_view(), name="first-sign-in"),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include((machine_patterns, "open"))),
    *i18n_patterns(
        path("", include("cydfap.atlas.urls")),
        path("", include("cydfap.news.urls")),
        path("", include("cydfap.cms.urls")),
    ),
]
handler400 = "cydfap.atlas.views.errors.bad_request"
handler403 = "cydfap.atlas.views.errors.forbidden"
handler404 = "cydfap.atlas.views.errors.not_found"
handler500 = "cydfap.atlas.views.errors.broken"
