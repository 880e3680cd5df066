"""The addresses of entries (docs/reference/routes.md), for files that leave the site.

A release does not import the pages that are above it; a test holds the two together.
"""

from .records import slug_of

ENTRY = {"en": "/en/directory/{id}/{slug}/", "cy": "/cy/cyfeiriadur/{id}/{slug}/"}


def entry_path(id: str, name_en: str, name_cy: str, lang: str) -> str:
    return ENTRY[lang].format(id=id, slug=slug_of(name_en, name_cy, lang))
