"""The entries' addresses for search engines: ids and names only, no whole records."""

from weakref import WeakKeyDictionary

import pyarrow as pa
import pyarrow.compute as pc

from cydfap.news.models.event import MARK
from cydfap.release.downloads.pieces import slugs
from cydfap.release.reading import Release, entry_names
from cydfap.release.routes import ENTRY

PAGE_SIZE = 5_000
MOST_KNOWN = 16

# Gone with its release.
_known: WeakKeyDictionary[Release, dict[tuple[str, int], list[str]]] = WeakKeyDictionary()


def entry_paths(release: Release, lang: str, number: int) -> list[str]:
    """The paths of a page of entries, from 1; empty beyond the last."""
    known = _known.setdefault(release, {})
    if (lang, number) not in known:
        if len(known) >= MOST_KNOWN:
            known.clear()
        known[lang, number] = made(release, lang, number)
    return known[lang, number]


def made(release: Release, lang: str, number: int) -> list[str]:
    first = (number - 1) * PAGE_SIZE
    found = pa.table(entry_names(release, first, first + PAGE_SIZE), ["id", "en", "cy"])
    # The pages of events are not the directory's.
    ids, english, welsh = found.filter(pc.invert(pc.starts_with(found["id"], MARK))).columns
    if not len(ids):
        return []
    ends = slugs(welsh, english) if lang == "cy" else slugs(english, welsh)
    pairs = zip(ids.to_pylist(), ends.to_pylist(), strict=True)
    return [ENTRY[lang].format(id=id, slug=slug) for id, slug in pairs]
