"""The first secretary's way in."""

from django.contrib.auth.views import PasswordResetConfirmView
from django.urls import reverse_lazy
from wagtail.admin.forms.auth import PasswordResetForm  # noqa: F401  (registers Wagtail's widgets)


class FirstSignIn(PasswordResetConfirmView):
    """Choose a password and be signed in, by a link that works once."""

    template_name = "wagtailadmin/account/password_reset/confirm.html"
    success_url = reverse_lazy("wagtailadmin_home")
    post_reset_login = True
