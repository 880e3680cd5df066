"""Who may come in."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from wagtail.log_actions import log


@transaction.atomic
def invite_secretary(*, by: AbstractBaseUser | None) -> str:
    """The path of a page where the first secretary chooses a password and is signed in.

    The link stops working once it has been used, or after Django's PASSWORD_RESET_TIMEOUT.
    """
    secretary, is_new = get_user_model().objects.get_or_create(
        username="secretary", defaults={"is_staff": True, "is_superuser": True}
    )
    if is_new:
        secretary.set_unusable_password()
        secretary.save()
        log(instance=secretary, action="wagtail.create", user=by)
    uid = urlsafe_base64_encode(force_bytes(secretary.pk))
    token = default_token_generator.make_token(secretary)
    return reverse("first-sign-in", args=[uid, token])
