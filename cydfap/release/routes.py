"""The addresses of entries (docs/reference/routes.md), for files that leave the site.

A release does not import the pages that are above it; a test holds the two together.
"""

from collections.abc import Mapping

from .records import slug_of

ENTRY = {"en": "/en/directory/{id}/{slug}/", "cy": "/cy/cyfeiriadur/{id}/{slug}/"}
# Before and after the id. Names change; what is written down somewhere should still lead there.
BY_ID = {"en": ("/en/directory/", "/"), "cy": ("/cy/cyfeiriadur/", "/")}
DATA = {"en": "/en/data/", "cy": "/cy/data/"}


def entry_path(id: str, name_en: str, name_cy: str, lang: str) -> str:
    return ENTRY[lang].format(id=id, slug=slug_of(name_en, name_cy, lang))


def entry_ends(addresses: Mapping[str, str], lang: str) -> tuple[str, str]:
    """What stands before and after an entry's id in its lasting address; `addresses` are a
    release's, a host for each language.
    """
    before, after = BY_ID[lang]
    return addresses[lang] + before, after
