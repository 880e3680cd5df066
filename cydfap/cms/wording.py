"""What is said where a text is there in one language only."""

from django.utils.translation import gettext as _
from django.utils.translation import override


def only_in(lang: str, told_in: str) -> str:
    """That there is only `lang` for now, told in the language `told_in`."""
    with override(told_in):
        return _("Welsh only for now") if lang == "cy" else _("English only for now")
