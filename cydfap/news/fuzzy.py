"""Fuzzy dates as a field of a page."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from cydfap.lib import dates


def check_date(text: str) -> None:
    try:
        dates.parse(text)
    except dates.DateProblem as problem:
        raise ValidationError(
            _("Write a date such as 2017-10-25, 2017-10, 2017 or 2017~ (about 2017).")
        ) from problem


def date_field(label: Any, **more: Any) -> "models.CharField[str, str]":
    """An EDTF date that says how exact it is; empty: not known."""
    return models.CharField(
        label,
        max_length=40,
        blank=True,
        validators=[check_date],
        help_text=_("A date such as 2014-10 or 2016~ (about 2016)"),
        **more,
    )
