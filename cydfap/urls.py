"""All addresses: composition only."""

from django.conf import settings
from django.conf.urls.static import static
from django.urls import include, path
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cydfap.cms.views import FirstSignIn

urlpatterns = [
    path("admin/first/<uidb64>/<token>/", FirstSignIn.as_view(), name="first-sign-in"),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
    path("", include("cydfap.atlas.urls")),
]
