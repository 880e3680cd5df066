"""The parts of the site that are Wagtail pages: under which words of an address they are found."""

import re

from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import get_language, override

# The words of an address are promises, so they are here and not in the catalogue of translations.
SECTIONS = {"news": {"en": "whats-happening", "cy": "beth-syn-digwydd"}}


def slugs(lang: str) -> list[str]:
    return [words[lang] for words in SECTIONS.values()]


def written() -> str:
    """A regular expression for the paths of pages in the language in force."""
    lang = "cy" if get_language() == "cy" else "en"
    return rf"^((?:{'|'.join(map(re.escape, slugs(lang)))})/(?:[\w\-]+/)*)$"


pattern = lazy(written, str)


def section_path(section: str, lang: str) -> str:
    """Where a section begins in a language. Asks the database nothing."""
    with override(lang):
        return reverse("wagtail_serve", args=[f"{SECTIONS[section][lang]}/"])
