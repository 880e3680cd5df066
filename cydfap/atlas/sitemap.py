"""The entries' addresses for search engines: ids and names only, no whole records."""

from weakref import WeakKeyDictionary

import pyarrow as pa

from cydfap.release.downloads.pieces import slugs
from cydfap.release.reading import Release
from cydfap.release.routes import ENTRY
from cydfap.release.tree import mapped

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
    rows = mapped(release.folder / "columns" / "first-row.npy")[first : first + PAGE_SIZE]
    if not len(rows):
        return []
    file = pa.ipc.open_file(pa.memory_map(str(release.folder / "entries.arrow")))
    entries = file.read_all().select(["id", "name_en", "name_cy"]).take(pa.array(rows))
    texts = [entries[name].cast(pa.large_string()) for name in ("id", "name_en", "name_cy")]
    ids, english, welsh = texts
    ends = slugs(welsh, english) if lang == "cy" else slugs(english, welsh)
    pairs = zip(ids.to_pylist(), ends.to_pylist(), strict=True)
    return [ENTRY[lang].format(id=id, slug=slug) for id, slug in pairs]
